"""The provider revisits the filings under its care; whoever refuses to update loses access, and the provinces are told (C8)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, InternalError, connections

from beian import exchange
from beian.people.scope import Actor, Reach, enter
from provider.applications.permissions import Refused
from provider.counter.revisits import drawing, transitions
from provider.counter.revisits.models import Attempt, Revisit
from provider.hosting.models import AccessStop
from province.supervision.models import UpdateRefusal
from tests.provider.revisits.stories import DUE, NOW, VALUES, granted, inside
from tests.provider.stories import PROVIDER, application_at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("C8")]
AFTER = NOW + timedelta(days=15)


def drawn():
    with inside():
        return list(Revisit.objects.order_by("position").values_list("application__uuid", flat=True))


def told(node):
    with enter(node, Reach.STAFF, Actor.service("test")):
        return [(row.state, row.provider, row.subject_province, row.revision) for row in UpdateRefusal.objects.all()]


def test_the_same_seed_draws_the_same_filings_in_the_same_order(cast, care):
    filings = [granted(cast, number=number) for number in range(1, 5)]
    application_at("submitted", cast, mobile="13900139000")
    with inside():
        rows = drawing.eligible(VALUES)
        first, again = (drawing.draw(rows, seed="a", share=50) for _turn in range(2))
        other = [drawing.draw(rows, seed=f"{n}", share=50)[0] for n in range(12)]
    assert first == again
    assert (len(first[0]), first[1]) == (2, 4), "what has no number yet is not under care"
    assert len({tuple(each) for each in other}) > 1
    care.plan(share=50)
    assert len(drawn()) == 2
    expected = sorted((one.uuid for one in filings), key=lambda uuid: drawing.order_of(VALUES["seed"], uuid))
    assert drawn() == expected[:2]


def test_months_fill_up_by_their_quota_and_what_does_not_fit_is_refused(cast, care):
    for number in range(1, 4):
        granted(cast, number=number)
    with pytest.raises(Refused, match="每月至少 3 件"):
        care.plan(months=1, quota=2)
    care.plan(months=2, quota=2, first=date(2026, 12, 15))
    with inside():
        months = list(Revisit.objects.order_by("position").values_list("month", flat=True))
    assert months == [date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 1)]
    with pytest.raises(Refused, match="放宽条件"):
        care.plan(title="又一个")
    with pytest.raises(Refused, match="同名"):
        care.plan()


def test_a_filing_that_agrees_is_settled_and_counts_in_its_month(cast, care):
    granted(cast)
    care.plan()
    care.note("unreachable")
    care.note("unreachable")
    care.note("consistent", how="visit", note="当面核对")
    revisit = care.only()
    assert (revisit.state, revisit.first_result) == ("consistent", "consistent")
    with inside():
        assert [one.result for one in Attempt.objects.order_by("id")] == ["unreachable", "unreachable", "consistent"]
    with pytest.raises(Refused, match="不能记为"):
        care.note("refused", due=DUE)
    assert care.texts() == []


def test_a_change_is_promised_with_a_date_and_told_to_the_owner(cast, care):
    granted(cast)
    care.plan()
    for wrong in (None, NOW.date(), NOW.date() + timedelta(days=91), date(9999, 1, 1)):
        with pytest.raises(Refused, match="期限"):
            care.note("promised", due=wrong)
    care.note("promised", due=DUE)
    assert care.texts() == ["update_promised"]
    with inside():
        assert not Revisit.objects.late(DUE).exists()
        assert Revisit.objects.late(DUE + timedelta(days=1)).count() == 1
    care.note("updated")
    assert care.only().state == "updated"


@pytest.mark.requirement("R12")
def test_a_refusal_is_warned_with_a_date_and_only_after_it_the_access_is_stopped(cast, care):
    granted(cast)
    care.plan()
    care.note("refused", due=DUE)
    assert care.texts() == ["update_warning"]
    with pytest.raises(Refused, match="到期后才能停止"):
        care.stop(NOW + timedelta(days=14))
    assert told("province:11") == []
    care.stop(AFTER)
    care.stop(AFTER)
    assert care.texts() == ["update_warning", "access_stopped"]
    with inside():
        assert AccessStop.objects.filter(lifted_at=None).count() == 1
    exchange.drain()
    assert told("province:11") == [("stopped", "p01", "11", 1)]


def test_the_subjects_province_hears_of_it_by_way_of_the_providers_and_the_ministry(cast, care):
    granted(cast, province="33")
    care.plan()
    care.note("refused", due=DUE)
    care.stop(AFTER)
    exchange.drain()
    assert told("province:11") == told("province:33") == [("stopped", "p01", "33", 1)]
    care.note("updated", now=AFTER)
    exchange.drain()
    assert told("province:11") == told("province:33") == [("resumed", "p01", "33", 2)]
    assert care.texts()[-1] == "access_resumed"
    with inside():
        assert not AccessStop.objects.filter(lifted_at=None).exists()


def test_two_who_stop_at_once_stop_once_and_tell_once(cast, care):
    granted(cast)
    care.plan()
    care.note("refused", due=DUE)
    revisit, second = care.only(), cast.person("provider_admin", PROVIDER, "另一位")

    def stop(by):
        try:
            with cast.acting(by):
                return transitions.stop(revisit=revisit, by=by, now=AFTER).state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(stop, [care.admin, second])) == ["stopped", "stopped"]
    assert care.texts().count("access_stopped") == 1
    exchange.drain()
    assert told("province:11") == [("stopped", "p01", "11", 1)]


def test_older_news_and_somebody_elses_filing_change_nothing(cast, care):
    filing = granted(cast)
    care.plan()
    care.note("refused", due=DUE)
    care.stop(AFTER)
    care.note("updated", now=AFTER)
    exchange.drain()
    body = {
        "state": "stopped",
        "number": filing.filing_number,
        "subject_province": "11",
        "provider": {"code": "p01", "name": "x", "province": "11"},
        "refused_on": "2026-11-02",
        "due_on": "2026-11-16",
        "stopped_on": "2026-11-17",
    }
    with inside():
        exchange.send(receiver="province:11", kind="revisit.refused", key=str(filing.uuid), revision=1, body=body)
    exchange.drain()
    assert told("province:11") == [("resumed", "p01", "11", 2)]
    with enter("provider:p02", Reach.STAFF, Actor.service("test")):
        exchange.send(receiver="province:33", kind="revisit.refused", key=str(filing.uuid), revision=9, body=body)
    exchange.drain()
    assert told("province:33") == [], "told in another provider's name: parked"


def test_the_database_knows_the_life_of_a_revisit_and_keeps_plans_and_contacts(cast, care):
    granted(cast)
    plan = care.plan()
    for illegal in ("stopped", "updated"):
        with pytest.raises((InternalError, IntegrityError)), inside():
            Revisit.objects.update(state=illegal)
    with pytest.raises(IntegrityError), inside():
        Revisit.objects.update(state="promised", due_on=None)
    with pytest.raises(Exception, match="permission denied|Cannot update"), inside():
        type(plan).objects.update(seed="another")


# ---- pages


def post(care, name, data, *args, role="provider_clerk"):
    return care.staff(role).post(care.url(name, *args), data)


def test_a_clerk_works_the_list_at_the_browser(cast, care, django_assert_max_num_queries):
    with time_machine.travel(NOW, tick=True):
        granted(cast)
        page = care.staff("provider_admin").get(care.url("revisit_plan_new"))
        assert page.status_code == 200
        asked = {name: value for name, value in VALUES.items() if value is not None}
        answer = post(care, "revisit_plan_new", asked, role="provider_admin")
        assert answer.status_code == 302, answer.content.decode()
        assert care.staff().get(answer["Location"]).status_code == 200
        clerk, pk = care.staff(), care.only().pk
        with django_assert_max_num_queries(14):
            listed = clerk.get(care.url("revisit_list"))
        assert len(listed.context["view"].lines) == 1
        with django_assert_max_num_queries(12):
            assert clerk.get(care.url("revisit", pk)).status_code == 200
        wrong = post(care, "revisit", {"how": "phone", "result": "refused"}, pk)
        assert wrong.status_code == 422 and "更新期限" in wrong.content.decode()
        told_ = {"how": "phone", "result": "refused", "due_on": DUE.isoformat(), "note": "不同意"}
        assert post(care, "revisit", told_, pk).status_code == 302
        assert "到期后才能停止" in clerk.get(care.url("revisit", pk)).content.decode()
        early = post(care, "revisit_stop", {}, pk, role="provider_admin")
        assert early.status_code == 422
    with time_machine.travel(AFTER, tick=True):
        assert post(care, "revisit_stop", {}, pk).status_code == 403, "a clerk does not stop accesses"
        assert post(care, "revisit_stop", {}, pk, role="provider_admin").status_code == 302
        sheet = care.staff().get(care.url("revisit_months")).context["sheet"]
        [line] = sheet.lines
        assert [cell.value for cell in line.cells][1:] == [1, 1, 0, 0, 0, 1, 1]
        export = care.staff().get(care.url("revisit_months"), {"sheet": "revisit-months", "export": "csv"})
        assert "2026年11月" in export.content.decode("utf-8-sig")
        exchange.drain()
        for bureau in ("province_reviewer", "province_supervisor"):
            shown = cast.staff(bureau, "province:11").get(cast.url("province:11", "refusals"))
            assert len(shown.context["view"].lines) == 1
        elsewhere = cast.staff("province_reviewer", "province:33").get(cast.url("province:33", "refusals"))
        assert elsewhere.context["view"].lines == []


@pytest.mark.parametrize(
    "change",
    [
        {"months": "0"},
        {"months": "99999999999999999999"},
        {"share": "101"},
        {"quota": "-1"},
        {"first": "9999-12-31"},
        {"first": "0001-01-01"},
        {"seed": "a\x00b"},
        {"title": "x" * 61},
        {"owner_kind": "robot"},
        {"granted_before": "昨天"},
    ],
)
def test_a_plan_of_nonsense_is_refused_with_words(cast, care, change):
    asked = {name: value for name, value in VALUES.items() if value is not None} | change
    answer = post(care, "revisit_plan_new", asked, role="provider_admin")
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_strangers_find_nothing(cast, care):
    granted(cast)
    plan = care.plan()
    pk = care.only().pk
    stranger = cast.staff("provider_admin", "provider:p02")
    for name, key in (("revisit", pk), ("revisit_plan", plan.pk)):
        assert stranger.get(cast.url("provider:p02", name, key)).status_code == 404
    assert stranger.post(cast.url("provider:p02", "revisit_stop", pk)).status_code == 404
