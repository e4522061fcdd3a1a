"""Reporting, access, the lists, and an application as the staff see it."""

import pytest
from django.db import DatabaseError
from django.utils import timezone

from beian import exchange
from beian.exchange.models import OutboxMessage
from beian.filing import documents
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.applications.transitions import Told, move
from provider.hosting.models import AccessOpening
from provider.hosting.transitions import open_access
from province.cases.models import Case
from tests.beian.filing.drafts import person
from tests.provider.counter.desk import Counter
from tests.provider.stories import application_at

NUMBER = "京ICP备2026000001号"


def grant(counter: Counter) -> None:
    """What the province's messages do to the application."""
    with counter.cast.acting(counter.cast.person("provider_verifier", counter.node)):
        row = Application.objects.select_for_update().get(uuid=counter.uuid)
        for state in ("under_review", "approved"):
            move(application=row, to=state, now=timezone.now(), told=Told(row.revision + 1))
        row.filing_number, row.site_numbers = NUMBER, [f"{NUMBER}-1"]
        also = ("filing_number", "site_numbers")
        move(application=row, to="granted", now=timezone.now(), told=Told(row.revision + 1), also=also)


@pytest.mark.requirement("B13")
@pytest.mark.parametrize("document", [None, person()], ids=["company", "person"])
def test_the_provinces_automatic_check_passes_what_the_desk_verified(cast, document):
    counter = Counter(cast, application_at("reported", cast, document=document))
    exchange.drain()
    with cast.acting(cast.person("province_reviewer", "province:11")):
        case = Case.objects.get(application=counter.uuid)
        assert (case.state, [found for found in case.findings if found["severity"] == "reject"]) == ("under_review", [])
    assert counter.state == "under_review"


@pytest.mark.requirement("B14")
def test_a_subject_elsewhere_is_reported_to_the_providers_own_province_with_keys_for_the_other(cast):
    counter = Counter(cast, application_at("reported", cast, province="33"))
    with cast.acting(cast.person("provider_verifier", counter.node)):
        message = OutboxMessage.objects.get(key=str(counter.uuid))
        text = bytes(message.payload).decode()
    assert message.receiver == "province:11"
    assert '"province:33"' in text
    assert '"province:11"' not in text


def test_the_report_is_made_once(cast):
    counter = Counter(cast, application_at("verified", cast))
    assert counter.verifier_post("report", {}).status_code == 302
    answer = counter.verifier_post("report", {})
    assert answer.status_code == 409
    with cast.acting(cast.person("provider_verifier", counter.node)):
        assert OutboxMessage.objects.filter(key=str(counter.uuid)).count() == 1


def test_a_clerk_does_not_report_and_nothing_is_reported_unsigned(cast):
    verified = Counter(cast, application_at("verified", cast))
    assert verified.clerk_post("report", {}).status_code == 403
    assert cast.staff("provider_admin", verified.node).post(verified.url("report")).status_code == 302
    earlier = Counter(cast, application_at("prechecked", cast))
    assert earlier.verifier_post("report", {}).status_code == 409
    assert (verified.state, earlier.state) == ("reported", "prechecked")


@pytest.mark.requirement("B10")
def test_what_changed_after_the_signature_is_not_reported(cast):
    counter = Counter(cast, application_at("verified", cast))
    with cast.acting(cast.person("provider_verifier", counter.node)):
        row = Application.objects.get(uuid=counter.uuid)
        row.put(documents.replaced(row.open_document(), {"subject.name": "北京别家科技有限公司"}))
        row.save()
    answer = counter.verifier_post("report", {})
    assert answer.status_code == 422
    assert "签署后内容有变化" in answer.content.decode()
    assert counter.state == "verified"


def test_a_province_that_is_not_there_yet_is_said_in_the_buttons_place(cast):
    data = documents.dump(documents.load(person()))
    data["subject"]["address"] = {"province": "44", "city": "440100", "county": "440106", "detail": "天河路1号"}
    counter = Counter(cast, application_at("verified", cast, document=data))
    page = counter.verifier.get(counter.url("filing")).content.decode()
    assert "还没有接入" in page
    assert counter.verifier_post("report", {}).status_code == 422


@pytest.mark.requirement("B18")
@pytest.mark.parametrize("state", ["submitted", "prechecked", "verified", "reported"])
def test_access_is_not_opened_before_the_number(cast, state):
    counter = Counter(cast, application_at(state, cast))
    answer = counter.verifier_post("access_open", {})
    assert answer.status_code == 422
    assert "还没有取得备案号" in answer.content.decode()
    verifier = cast.person("provider_verifier", counter.node)
    with cast.acting(verifier), pytest.raises(Refused):
        open_access(application=Application.objects.get(uuid=counter.uuid), by=verifier, now=timezone.now())


@pytest.mark.requirement("B18")
def test_the_database_too_refuses_access_before_the_number(cast):
    counter = Counter(cast, application_at("reported", cast))
    verifier = cast.person("provider_verifier", counter.node)
    with pytest.raises(DatabaseError), cast.acting(verifier):
        AccessOpening.objects.create(
            application=Application.objects.get(uuid=counter.uuid),
            number=NUMBER,
            opened_by=verifier,
            opened_at=timezone.now(),
        )


@pytest.mark.requirement("B18")
def test_access_is_opened_once_the_number_is_there(cast):
    counter = Counter(cast, application_at("reported", cast))
    grant(counter)
    page = counter.verifier.get(counter.url("filing")).content.decode()
    assert NUMBER in page
    assert "开通接入" in page
    for _click in range(2):
        assert counter.verifier_post("access_open", {}).status_code == 302
    with cast.acting(cast.person("provider_verifier", counter.node)):
        assert AccessOpening.objects.get().number == NUMBER
    assert counter.clerk_post("access_open", {}).status_code == 403


def test_today_shows_each_duty_with_the_nearest_deadline_first(cast):
    for state in ("submitted", "submitted", "prechecked", "verified"):
        application_at(state, cast)
    page = cast.staff("provider_clerk", "provider:p01").get(cast.url("provider:p01", "today"))
    assert [duty.waiting for duty in page.context["duties"]] == [2, 1, 1, 0]
    for role in ("provider_clerk", "provider_verifier", "provider_admin"):
        client = cast.staff(role, "provider:p01")
        shown = client.get(cast.url("provider:p01", "today"))
        for duty in shown.context["duties"]:
            assert client.get(duty.url).status_code == 200
            assert all(client.get(line.url).status_code == 200 for line in duty.lines)
    assert [
        duty.waiting
        for duty in cast.staff("provider_clerk", "provider:p02")
        .get(cast.url("provider:p02", "today"))
        .context["duties"]
    ] == [0, 0, 0, 0]


def test_lists_are_filtered_sorted_and_exported(cast):
    application_at("submitted", cast)
    application_at("prechecked", cast, domain="beta.cn")
    clerk, verifier = (cast.staff(role, "provider:p01") for role in ("provider_clerk", "provider_verifier"))
    address = cast.url("provider:p01", "filing_list")
    assert len(clerk.get(address).context["view"].lines) == 2
    assert len(clerk.get(address, {"show": "returned"}).context["view"].lines) == 0
    assert len(clerk.get(address, {"subject": "某某科技"}).context["view"].lines) == 2
    assert len(clerk.get(address, {"subject": "无此单位"}).context["view"].lines) == 0
    assert clerk.get(address, {"subject": "\x00"}).status_code == 422
    export = b"".join(clerk.get(address, {"export": "csv"})).decode("utf-8-sig")
    assert "北京某某科技有限公司" in export
    for client, name in ((clerk, "precheck_queue"), (verifier, "visit_queue"), (verifier, "report_queue")):
        assert client.get(cast.url("provider:p01", name)).status_code == 200
    assert clerk.get(cast.url("provider:p01", "visit_queue")).status_code == 403


def test_signing_in_leads_to_todays_work(cast):
    for role in ("provider_clerk", "provider_verifier", "provider_admin"):
        answer = cast.staff(role, "provider:p01").get(cast.url("provider:p01", "home"))
        assert answer.url == cast.url("provider:p01", "today")


def test_a_stranger_finds_no_application_by_its_number(cast):
    counter = Counter(cast, application_at("verified", cast))
    stranger = cast.staff("provider_admin", "provider:p02")
    for name, ask in (("filing", "get"), ("report", "post"), ("access_open", "post"), ("application_reveal", "post")):
        assert getattr(stranger, ask)(counter.url(name).replace("/p01/", "/p02/")).status_code == 404
