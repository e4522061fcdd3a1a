"""An officer sends a message back: what becomes of the application at each party, and where they read it (decision 9)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from beian.exchange import applying, drain, parking
from beian.exchange.models import InboxMessage
from beian.people import scope
from beian.people.scope import Actor, Reach
from ministry.models import NationalSubject, Passage
from ministry.register import transitions as ministry
from ministry.supervision import blacklist
from provider.applications import handlers as provider
from provider.applications.models import Application
from province.cases import transitions as cases
from province.cases.models import Case
from tests.beian.filing.drafts import company
from tests.provider.stories import application_at
from tests.province.stories import approve, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q3")]
REASON = "来件有误，请核对后重报"
TELLER = Actor.service("story")
DOMAIN = "example.cn"
BEIJING, ZHEJIANG, HOME = "province:11", "province:33", "provider:p01"


class Broken(RuntimeError):
    """What a fault in a handler raises."""


@pytest.fixture
def broken(monkeypatch):
    """broken(module, name): from now on this cannot be done, so that the message that asks for it is parked; mended by the end."""

    def breaking(module, name: str) -> None:
        def fail(*args, **named):
            raise Broken("not today")

        monkeypatch.setattr(module, name, fail)

    return breaking


def reject(node: str, kind: str) -> None:
    """What is parked there is sent back by an officer."""
    for _turn in range(applying.TRIES):
        drain()
    with scope.enter(node, Reach.STAFF, TELLER):
        for message in InboxMessage.objects.filter(state="parked", kind=kind):
            parking.reject(message=message, reason=REASON, by="协调中心")
    settle()


def away(cast) -> Application:
    """A Zhejiang subject at a Beijing provider: its report goes by way of the ministry."""
    return application_at("reported", cast, province="33", document=company())


def at(node: str):
    return scope.enter(node, Reach.STAFF, TELLER)


def stands(application) -> tuple[str, str]:
    """(state, the reasons' texts) at the provider."""
    with at(application.node):
        row = Application.objects.get(uuid=application.uuid)
        return row.state, " ".join(reason["text"] for reason in row.reasons)


def case_state(node: str, application) -> str:
    with at(node):
        return Case.objects.get(application=application.uuid).state


def passage_state(application) -> str:
    with at("ministry"):
        return Passage.objects.get(application=application.uuid).state


def page(cast, role: str, node: str, name: str, *args) -> str:
    answer = cast.staff(role, node).get(cast.url(node, name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_report_that_the_province_would_not_take_comes_back_to_the_owner(cast, broken):
    application = application_at("reported", cast)
    broken(cases, "take_in")
    reject(BEIJING, "filing.reported")
    state, reasons = stands(application)
    assert state == "returned" and REASON in reasons
    shown = cast.client(cast.owner()).get(cast.url(HOME, "application", application.uuid))
    assert REASON in shown.content.decode()


def test_a_report_that_the_ministry_would_not_take_comes_back_through_the_province(cast, broken):
    application = application_at("reported", cast)
    broken(ministry, "report")
    broken(ministry, "follow")
    reject("ministry", "filing.routed")
    state, reasons = stands(application)
    assert (state, case_state(BEIJING, application)) == ("returned", "returned") and REASON in reasons


def test_a_case_that_the_deciding_province_would_not_take_goes_back_and_may_come_again(cast, broken):
    application = away(cast)
    broken(cases, "begin_assigned")
    reject(ZHEJIANG, "filing.assigned")
    state, reasons = stands(application)
    assert state == "returned" and REASON in reasons
    assert passage_state(application) == "returned" and case_state(BEIJING, application) == "returned"
    told = page(cast, "ministry_supervisor", "ministry", "passage", application.uuid)
    assert REASON in told and "省级系统退回了部级系统的消息" in told


def test_an_approval_that_the_ministry_would_not_take_grants_nothing(cast, broken):
    application = application_at("reported", cast)
    drain()
    approve(cast, application.uuid)
    broken(ministry, "commit")
    reject("ministry", "filing.approved")
    state, reasons = stands(application)
    assert (state, case_state(BEIJING, application)) == ("returned", "returned") and REASON in reasons


def test_a_clearance_that_the_province_would_not_take_returns_what_was_approved(cast, broken):
    application = application_at("reported", cast)
    drain()
    approve(cast, application.uuid)
    broken(cases, "clear")
    reject(BEIJING, "filing.cleared")
    state, reasons = stands(application)
    assert (state, case_state(BEIJING, application)) == ("returned", "returned") and REASON in reasons
    assert passage_state(application) == "returned"


def test_a_conflict_that_the_deciding_province_would_not_hear_of_reaches_the_owner_through_the_other(cast, monkeypatch):
    """Found after the approval. The conflict stands, nothing is granted, and the provider's province is told in the deciding one's place."""
    application = away(cast)
    drain()
    approve(cast, application.uuid, ZHEJIANG)
    blacklisted(cast)
    hear = cases.conflict
    monkeypatch.setattr(cases, "conflict", lambda **told: hear(**told) if at_home() else fail())
    reject(ZHEJIANG, "filing.conflicted")
    state, reasons = stands(application)
    assert state == "returned" and "黑名单" in reasons
    assert (passage_state(application), case_state(BEIJING, application)) == ("returned", "returned")
    with at("ministry"):
        assert not NationalSubject.objects.exists()
    told = page(cast, "ministry_supervisor", "ministry", "passage", application.uuid)
    assert "省级系统退回了部级系统的消息" in told


def test_a_conflict_that_the_only_province_would_not_hear_of_stands_and_grants_nothing(cast, broken):
    application = application_at("reported", cast)
    drain()
    approve(cast, application.uuid)
    blacklisted(cast)
    broken(cases, "conflict")
    reject(BEIJING, "filing.conflicted")
    assert (passage_state(application), case_state(BEIJING, application)) == ("conflicted", "approved")
    with at("ministry"):
        assert not NationalSubject.objects.exists()


def at_home() -> bool:
    return scope.current().node == BEIJING


def fail():
    raise Broken("not today")


def blacklisted(cast) -> None:
    """Between the lease and the commit two officers of the ministry put the site's name on the blacklist."""
    first, second = (cast.person("ministry_supervisor", "ministry", name) for name in ("提出人", "确认人"))
    now = timezone.now()
    said = {"kind": "domain", "key": DOMAIN, "shown": DOMAIN, "province": "11", "reason": "法院判决", "letter": "函1号"}
    with cast.acting(first):
        entry = blacklist.propose(**said, from_day=timezone.localdate(now), until_day=None, by=first, now=now)
    with cast.acting(second):
        blacklist.confirm(entry=entry, by=second, now=now)


def test_a_grant_that_the_provider_would_not_hear_stands_all_the_same_and_the_case_says_so(cast, broken):
    application = application_at("reported", cast)
    drain()
    approve(cast, application.uuid)
    broken(provider, "_dated")
    settle()
    reject(HOME, "filing.granted")
    with at(BEIJING):
        case = Case.objects.get(application=application.uuid)
    assert case.state == "granted"
    told = page(cast, "province_reviewer", BEIJING, "case", case.pk)
    assert "对方系统没有接收我们的消息" in told and REASON in told


def test_operations_sees_at_the_sender_what_was_sent_back(cast, broken):
    application = application_at("reported", cast)
    broken(cases, "take_in")
    reject(BEIJING, "filing.reported")
    told = page(cast, "system_admin", HOME, "exchange")
    assert "被对方退回的消息" in told and str(application.uuid) in told
