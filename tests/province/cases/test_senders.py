"""Who may tell a province what: the ministry of leases, conflicts and grants, a provider of its own applications alone."""

from uuid import UUID

import pytest

from beian import exchange
from beian.exchange import drain
from beian.exchange.models import InboxMessage
from beian.exchange.relay import relay
from beian.people import scope
from beian.people.scope import Actor, Reach
from ministry.models import Claim, Passage
from tests.province.stories import approve, case_of, report, send_back

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B13", "B16")]
NODE = "province:11"
STORY = Actor.service("story")
CONFLICT = {"conflicts": [{"kind": "domain_taken", "item": "", "text": "冲突", "next_step": "请核对"}]}
GRANTED = {"number": "京ICP备2026000001号", "site_numbers": [], "approved_on": "2026-11-20"}


def tell(sender: str, kind: str, application: UUID, body: dict, *, revision: int = 900) -> None:
    """`sender` says something of round 1 to the province, and it is tried as often as messages are."""
    with scope.enter(sender, Reach.STAFF, STORY):
        exchange.send(receiver=NODE, kind=kind, key=application, round=1, revision=revision, body=body)
    relay(sender)
    drain()


def parked(node: str = NODE) -> list[str]:
    with scope.enter(node, Reach.STAFF, STORY):
        return list(InboxMessage.objects.filter(state="parked").values_list("kind", flat=True))


def claims() -> set[str]:
    with scope.enter("ministry", Reach.STAFF, STORY):
        return set(Claim.objects.exclude(state="released").values_list("kind", flat=True))


@pytest.mark.parametrize("sender", ["provider:p01", "provider:p02", "province:33"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [("filing.leased", {}), ("filing.cleared", {}), ("filing.conflicted", CONFLICT), ("filing.granted", GRANTED)],
)
def test_only_the_ministry_speaks_of_leases_conflicts_and_grants(cast, sender, kind, body):
    application = report()
    drain()
    approve(cast, application)
    tell(sender, kind, application, body)
    case = case_of(application)
    assert parked() == [kind]
    assert (case.state, case.filing_number) == ("approved", "")


def test_a_provider_cannot_assign_past_check_and_detection(cast):
    application = report()
    drain()
    with scope.enter(NODE, Reach.STAFF, STORY):
        kept = InboxMessage.objects.get(kind="filing.reported")
    from beian.filing.canonical import parse

    tell("provider:p01", "filing.assigned", UUID(int=7), parse(bytes(kept.payload)))
    assert parked() == ["filing.assigned"]
    assert case_of(application).round == 1


def test_a_further_round_is_reported_by_the_same_provider(cast):
    application = report()
    drain()
    send_back(cast, application)
    drain()
    report(application=application, provider="provider:p02", subject_province="33", round=2, revision=30)
    drain()
    assert parked("ministry") == ["filing.routed"], "by way of another province"
    assert case_of(application).provider == "p01"
    with scope.enter("ministry", Reach.STAFF, STORY):
        passage = Passage.objects.get(application=application)
    assert (passage.provider, passage.round) == ("p01", 1)


def test_a_report_that_its_province_could_never_open_is_not_reviewed(cast):
    report(forged=lambda body: body["keys"].pop(NODE))
    drain()
    assert parked() == ["filing.reported"]


def test_a_key_that_does_not_open_is_found_before_the_review(cast):
    report(subject_province="33", forged=lambda body: body["keys"].update({"province:33": body["keys"]["ministry"]}))
    drain()
    assert parked("province:33") == ["filing.assigned"]


def another_province(body: dict) -> None:
    body["subject_province"] = "33"
    body["keys"]["province:33"] = body["keys"][NODE]


def another_signer(body: dict) -> None:
    body["sheet"]["signed_by"] = "别人"


def no_signature(body: dict) -> None:
    body["sheet"] |= {"digest": "", "signature": ""}


@pytest.mark.requirement("B5", "B8")
@pytest.mark.parametrize(
    ("forged", "code"),
    [
        (another_signer, "sheet_not_signed"),
        (no_signature, "sheet_not_signed"),
        (another_province, "wrong_route"),
    ],
)
def test_what_the_provider_did_not_sign_or_cannot_choose_goes_back(cast, forged, code):
    application = report(forged=forged)
    drain()
    case = case_of(application)
    assert (case.state, [reason["code"] for reason in case.reasons]) == ("returned", [code])


def test_a_sheet_is_for_one_round(cast):
    """The seal of an earlier round, sent again with a later one."""
    told = {}
    application = report(forged=lambda body: told.update(body["sheet"]))
    drain()
    send_back(cast, application)
    drain()
    report(application=application, round=2, revision=30, forged=lambda body: body["sheet"].update(told))
    drain()
    assert [reason["code"] for reason in case_of(application).reasons] == ["sheet_not_signed"]


def test_a_provider_cannot_end_what_the_province_has_in_hand(cast):
    application = report()
    drain()
    tell("provider:p01", "filing.moved", application, {"state": "withdrawn"})
    assert parked() == ["filing.moved"]
    assert (claims(), case_of(application).state) == ({"domain", "certificate"}, "under_review")
