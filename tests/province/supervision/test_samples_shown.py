"""Sheets that are not kept at the bureau are shown by the provider's system, near or three nodes away; words that do not fit are not believed (M12)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.exchange import Message, drain
from beian.exchange.models import OutboxMessage
from beian.exchange.relay import relay
from beian.people import scope
from beian.people.scope import Reach
from ministry.supervision import sample_passing
from provider.counter import sample_handlers as shows
from provider.organisation import results
from provider.organisation.handlers import NotForUs
from provider.organisation.models import SampleResult
from province.cases.models import Case
from province.supervision import sample_handlers, samples
from province.supervision.inspections import HeardSample
from tests.provider.stories import application_at
from tests.province.supervision.test_samples import HERE, TELLER, address, drawn, items_of, judge, kept, read
from verification.sampling.told import Answered, Result, Shown, Wanted

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M12")]


@pytest.fixture(autouse=True)
def everybody_is_served_here(settings, provinces_and_ministry):
    settings.NODES = "*"


@pytest.fixture
def supervisor(cast):
    return cast.staff("province_supervisor", HERE)


def test_a_sheet_that_is_kept_at_the_provider_is_shown_by_its_system(cast, supervisor):
    application = application_at("reported", cast, province="33")
    drain()
    uuid = drawn(supervisor, 1)
    assert items_of(uuid)[0].standing == "wanted"
    too_early = judge(supervisor, uuid, items_of(uuid)[0], "fail", "missing")
    assert too_early.status_code == 409 and "还没有出示" in too_early.content.decode()
    drain()
    (item,) = items_of(uuid)
    assert (item.standing, item.application) == ("shown", application.uuid)
    read(supervisor, uuid, item)
    assert judge(supervisor, uuid, item).status_code == 302
    with scope.enter("provider:p01", Reach.STAFF, TELLER):
        shown = AuditEntry.objects.get(verb="sheet.show", subject_id=str(application.uuid))
        assert shown.after["asker"] == HERE and len(shown.after["papers"]) == len(item.papers)


def test_a_provider_that_has_nothing_says_so_and_can_only_fail(supervisor, settings):
    settings.NODES = "ministry,province:11,province:33"  # the provider runs elsewhere, and knows no such application
    (application,) = kept(1, subject_province="33")
    uuid = drawn(supervisor, 1)
    with scope.enter("provider:p01", Reach.STAFF, TELLER):
        shows.take_wanted([_message("sheet.wanted", Wanted(**_route(uuid)), HERE, application)])
    relay("provider:p01")
    drain()
    (item,) = items_of(uuid)
    assert item.standing == "missing" and "没有这份备案申请" in item.said
    assert judge(supervisor, uuid, item).status_code == 409
    assert judge(supervisor, uuid, item, "fail", "photo").status_code == 409
    assert judge(supervisor, uuid, item, "fail", "missing").status_code == 302


def test_what_is_not_shown_in_time_is_marked_asked_for_again_and_can_then_be_failed(cast, supervisor):
    kept(1, subject_province="33")
    uuid = drawn(supervisor, 1)
    later = timezone.now() + timedelta(days=12)
    for turn in range(4):
        with scope.enter(HERE, Reach.STAFF, TELLER):
            samples.chase(now=later + timedelta(days=12 * turn))
    (item,) = items_of(uuid)
    assert item.late and item.asked == samples.ASKED_AT_MOST
    with scope.enter(HERE, Reach.STAFF, TELLER):
        assert OutboxMessage.objects.filter(kind="sheet.wanted").count() == samples.ASKED_AT_MOST
    assert "逾期未出示" in supervisor.get(address(uuid)).content.decode()
    assert judge(supervisor, uuid, item, "fail", "missing").status_code == 302


def test_the_subjects_province_may_draw_a_provider_from_elsewhere_whose_own_bureau_hears_of_it(cast):
    """P10 三(二): the result goes to the provider, and to the bureau that supervises it."""
    filings = kept(2, subject_province="33")
    client = cast.staff("province_supervisor", "province:33")
    uuid = drawn(client, 2, node="33")
    assert [item.standing for item in items_of(uuid, "province:33")] == ["held", "held"]
    for item in items_of(uuid, "province:33"):
        read(client, uuid, item, "33")
        assert judge(client, uuid, item, "fail", "differs", node="33").status_code == 302
    client.post(address(uuid, "close/", "33"), {"close": "now"})
    drain()
    with scope.enter(HERE, Reach.STAFF, TELLER):
        heard = HeardSample.objects.get()
        assert (heard.uuid, heard.asker, heard.failed, heard.size) == (uuid, "province:33", 2, 2)
    listed = cast.staff("province_supervisor", HERE).get("/province/11/samples/elsewhere/").content.decode()
    assert "浙江" in listed and "2 / 2（95% 区间 34.2%–100.0%）" in listed
    admin = cast.staff("provider_admin", "provider:p01")
    assert str(filings[0]) in admin.get(f"/provider/p01/organisation/samples/{uuid}/").content.decode()
    admin.post(f"/provider/p01/organisation/samples/{uuid}/answer/", {"text": "正在整改"})
    drain()
    assert "正在整改" in client.get(address(uuid, node="33")).content.decode()
    assert "正在整改" in cast.staff("province_supervisor", HERE).get("/province/11/samples/elsewhere/").content.decode()


def test_a_sheet_is_wanted_from_elsewhere_by_way_of_the_ministry_and_comes_back(cast):
    """The subject's province holds no sheet of this one, since the report came without: it asks the provider, three nodes away."""
    application = application_at("reported", cast, province="33")
    drain()
    with scope.enter("province:33", Reach.STAFF, TELLER):
        Case.objects.filter(application=application.uuid).update(papers=[])
    client = cast.staff("province_supervisor", "province:33")
    uuid = drawn(client, 1, node="33")
    assert items_of(uuid, "province:33")[0].standing == "wanted"
    drain()
    (item,) = items_of(uuid, "province:33")
    assert item.standing == "shown" and item.papers
    read(client, uuid, item, "33")


# ---- messages that do not fit


def _message(kind: str, body, sender: str, key: object) -> Message:
    return Message(uuid4(), sender, kind, 1, str(key), 0, 1, body, timezone.now())


def _route(uuid: UUID, **changes) -> dict:
    return {"asker": HERE, "provider": "p01", "provider_province": "11", "sample": uuid} | changes


def test_words_twice_out_of_order_and_too_late_change_nothing(cast, supervisor):
    application = application_at("reported", cast, province="33").uuid
    drain()
    uuid = drawn(supervisor, 1)
    drain()
    before = items_of(uuid)[0]
    absent = _message("sheet.shown", Shown(**_route(uuid), missing="没有"), "provider:p01", application)
    with scope.enter(HERE, Reach.STAFF, TELLER):
        sample_handlers.take_shown([absent, absent])
    assert items_of(uuid)[0].standing == "shown" and items_of(uuid)[0].papers == before.papers
    read(supervisor, uuid, before)
    judge(supervisor, uuid, before)
    supervisor.post(address(uuid, "close/"), {"close": "now"})
    drain()
    with scope.enter(HERE, Reach.STAFF, TELLER):
        sample_handlers.take_shown([absent])
    with scope.enter("provider:p01", Reach.STAFF, TELLER):
        row = SampleResult.objects.get()
        result = Result(
            **_route(uuid),
            provider_name="x",
            month=row.month,
            seed=row.seed,
            total=1,
            size=1,
            failed=1,
            low=0,
            high=100,
            closed_at=timezone.now(),
        )
        results.take_results([_message("sample.result", result, HERE, uuid)] * 2)
        assert SampleResult.objects.get().failed == 0


def test_only_those_on_the_way_are_believed(cast, supervisor):
    (application,) = kept(1, subject_province="33")
    uuid = drawn(supervisor, 1)
    shown = _message("sheet.shown", Shown(**_route(uuid)), "provider:p01", application)
    wanted = _message("sheet.wanted", Wanted(**_route(uuid)), HERE, application)
    answered = _message(
        "sample.answered", Answered(**_route(uuid), text="x", by="y", at=timezone.now()), "provider:p01", uuid
    )
    with scope.enter(HERE, Reach.STAFF, TELLER):
        for wrong in (
            replace(shown, sender="provider:p02"),
            replace(shown, sender="province:33"),
            replace(shown, key=str(uuid4())),
        ):
            with pytest.raises(sample_handlers.NotOnItsWay):
                sample_handlers.take_shown([wrong])
        for wrong in (
            replace(answered, sender="provider:p02"),
            replace(answered, body=answered.body.model_copy(update={"sample": uuid4()})),
        ):
            with pytest.raises(sample_handlers.NotOnItsWay):
                sample_handlers.take_answered([wrong])
        with pytest.raises(sample_handlers.NotOnItsWay):
            sample_handlers.take_wanted([replace(wanted, sender="province:33")])
    with scope.enter("provider:p01", Reach.STAFF, TELLER), pytest.raises(NotForUs):
        shows.take_wanted([replace(wanted, sender="province:33")])
    with scope.enter("ministry", Reach.STAFF, TELLER):
        nosy = wanted.body.model_copy(update={"asker": "province:11", "provider_province": "33"})
        with pytest.raises(sample_passing.NotTheirSample):
            sample_passing.take_wanted([replace(wanted, body=nosy)])
        with pytest.raises(sample_passing.NotTheirSample):
            sample_passing.take_result([replace(wanted, sender="province:33")])
        with pytest.raises(sample_passing.NotTheirSample):
            sample_passing.take_answers([replace(shown, sender="province:33")])


def test_a_bureau_without_right_to_a_filing_is_shown_nothing(cast):
    application = application_at("reported", cast).uuid
    drain()
    wanted = _message("sheet.wanted", Wanted(**_route(uuid4(), asker="province:33")), HERE, application)
    with scope.enter("provider:p01", Reach.STAFF, TELLER):
        shows.take_wanted([wanted])
        told = OutboxMessage.objects.filter(kind="sheet.shown").latest("id")
        assert '"evidence":[]' in bytes(told.payload).decode().replace(" ", "")
