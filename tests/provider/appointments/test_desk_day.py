"""The day at the desk: who comes, who does not, who comes without an appointment (B5)."""

from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection

from beian.notices.models import Notice
from beian.people.scope import Actor, Reach, enter
from provider.applications import tasks as application_tasks
from provider.applications.permissions import Refused
from provider.counter.appointments import clockwork, tasks, transitions
from provider.counter.models import Visit
from tests.provider.appointments.stories import INVITED, LAST, TUESDAY, at, inside
from tests.provider.stories import PROVIDER

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B5")]


def check_in(story, booking, now):
    with story.cast.acting(story.verifier):
        return transitions.check_in(booking=booking, by=story.verifier, now=now)


def walk_in(story, application, desk, now):
    with story.cast.acting(story.verifier):
        return transitions.walk_in(application=application, desk=desk, by=story.verifier, now=now)


def visits():
    with inside():
        return Visit.objects.count()


def test_checking_in_begins_the_visit_once(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk)
    for _twice in range(2):
        assert check_in(story, booking, at(TUESDAY, 8, 55)).state == "came"
    assert (visits(), story.bookings()) == (1, [("2026-09-15", "09:00", "came")])


def test_checking_in_is_for_the_day_itself(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk)
    with pytest.raises(Refused, match="不在今天"):
        check_in(story, booking, at(TUESDAY, 9) - timedelta(days=1))
    assert visits() == 0


def test_somebody_written_down_as_missing_may_still_come_that_day(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk)
    with story.cast.acting(story.verifier):
        with pytest.raises(Refused, match="还没有到"):
            transitions.miss(booking=booking, now=at(TUESDAY, 8, 59))
        transitions.miss(booking=booking, now=at(TUESDAY, 9, 20))
    assert story.texts() == ["visit_booked", "visit_missed"]
    assert check_in(story, booking, at(TUESDAY, 11)).state == "came"


def test_without_an_appointment_the_visit_begins_all_the_same(story):
    application = story.invited()
    walk_in(story, application, None, at(TUESDAY, 10, 7))
    assert (visits(), story.bookings()) == (1, [("2026-09-15", "10:07", "came")])
    walk_in(story, application, None, at(TUESDAY, 15))
    assert len(story.bookings()) == 1, "the same day is the same visit"


def test_who_comes_on_another_day_frees_his_place(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk, day=LAST, start=time(17))
    walk_in(story, application, desk, at(TUESDAY, 10))
    assert story.bookings() == [("2026-10-14", "17:00", "cancelled"), ("2026-09-15", "10:00", "came")]


def test_who_comes_later_on_the_day_of_his_appointment_is_checked_in(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    walk_in(story, application, desk, at(TUESDAY, 16))
    assert story.bookings() == [("2026-09-15", "09:00", "came")]


# ---- the clock


def test_the_day_before_everybody_expected_is_told_once(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk, day=TUESDAY + timedelta(days=1))
    story.book(story.invited("13900139000"), desk, mobile="13900139000")
    with time_machine.travel(at(TUESDAY, 8), tick=True):
        for _ring in range(3):
            tasks.keep(PROVIDER)
    assert story.texts() == ["visit_booked", "visit_booked", "visit_tomorrow"]
    with inside():
        [text] = Notice.objects.filter(template="visit_tomorrow", channel="sms")
        assert (text.params["day"], text.params["time"]) == ("2026年9月16日", "09:00")
        assert text.params["link"].endswith(f"/applications/{application.uuid}/booking/")


def test_after_closing_whoever_did_not_come_is_missing_and_told_once(story):
    desk, came, missing = story.desk(), story.invited(), story.invited("13900139000")
    booking = story.book(came, desk)
    story.book(missing, desk, start=time(9, 30), mobile="13900139000")
    check_in(story, booking, at(TUESDAY, 9))
    with inside():
        assert clockwork.miss_overdue(now=at(TUESDAY, 17, 29)) == 0, "the desk is still open"
    for _ring in range(3):
        with inside():
            clockwork.keep(now=at(TUESDAY, 17, 30))
    assert [state for _day, _start, state in story.bookings()] == ["came", "missed"]
    assert story.texts().count("visit_missed") == 1
    story.book(missing, desk, day=LAST, start=time(9), now=at(TUESDAY, 18), mobile="13900139000")


def test_a_sweep_that_was_lost_for_days_catches_up(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    with inside():
        assert clockwork.miss_overdue(now=at(TUESDAY + timedelta(days=5), 7)) == 1
        assert clockwork.miss_overdue(now=at(TUESDAY + timedelta(days=5), 7)) == 0


def test_the_sweep_rings_for_providers_with_something_to_do(story):
    desk, application = story.desk(), story.invited()

    def nodes():
        with enter("ministry", Reach.SYSTEM, Actor.service("test")), connection.cursor() as cursor:
            cursor.execute("SELECT provider_nodes_with_bookings()")
            return cursor.fetchall()

    assert nodes() == []
    story.book(application, desk)
    assert nodes() == [(PROVIDER,)], "by the database's own clock, that day is long over"
    tasks.sweep()


def test_whoever_has_an_appointment_is_not_reminded_of_the_month_and_whoever_missed_it_is(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk, day=LAST, start=time(9))

    def ring(now):
        with time_machine.travel(now, tick=True):
            application_tasks.keep_deadlines(PROVIDER)
        with inside():
            return Notice.objects.filter(template="visit_reminder", channel="sms").count()

    assert ring(at(LAST - timedelta(days=7), 9)) == 0
    with inside():
        transitions.miss(booking=booking, now=at(LAST, 10))
    assert ring(at(LAST, 11)) == 1


# ---- pages


def test_the_calendar_shows_the_day_and_its_buttons_work(story, django_assert_max_num_queries):
    desk, application = story.desk(capacity=2), story.invited()
    booking = story.book(application, desk)
    with time_machine.travel(at(TUESDAY, 9, 5), tick=True):
        browser = story.staff()
        with django_assert_max_num_queries(16):
            page = browser.get(story.url("visit_calendar"))
        row = page.context["rows"][0]
        assert (row.words, len(row.lines), row.free) == ("09:00–09:30", 1, 1)
        assert "登记到场" in page.content.decode()
        answer = browser.post(story.url("booking_check_in", booking.pk))
        assert answer["Location"] == story.url("visit", application.uuid)
        late = browser.post(story.url("booking_missed", booking.pk))
        assert (late.status_code, "已到场" in late.content.decode()) == (409, True)
        with django_assert_max_num_queries(16):
            week = browser.get(story.url("visit_calendar"), {"view": "week"}).context["week"]
        assert [(line.came, line.places) for line in week][:3] == [(0, 28), (1, 28), (0, 28)]
        assert [line.places for line in week][5:] == [0, 24 + 4], "Sunday the 20th is worked, by Friday's hours"


def test_questions_stay_few_however_many_come(story, django_assert_max_num_queries):
    desk = story.desk(capacity=5)
    for number in range(5):
        mobile = f"1380013800{number}"
        story.book(story.invited(mobile), desk, mobile=mobile)
    with time_machine.travel(at(TUESDAY, 8), tick=True):
        browser = story.staff()
        with django_assert_max_num_queries(16):
            assert len(browser.get(story.url("visit_calendar")).context["rows"][0].lines) == 5
        with django_assert_max_num_queries(16):
            assert len(browser.get(story.url("booking_list")).context["view"].lines) == 5
        export = browser.get(story.url("booking_list"), {"export": "csv"})
        assert export.content.decode("utf-8-sig").count("已预约") == 5


@pytest.mark.parametrize(
    "query", ["desk=x", "desk=99999999999999999999", "day=9999-99-99", "day=0001-01-01", "view=month", "desk=0"]
)
def test_an_address_that_cannot_be_read_shows_today(story, query):
    story.desk()
    with time_machine.travel(at(TUESDAY, 8), tick=True):
        page = story.staff().get(f"{story.url('visit_calendar')}?{query}")
        assert (page.status_code, page.context["day"]) == (200, TUESDAY)


def test_a_walk_in_is_found_by_receipt_name_or_domain_and_noted(story):
    desk, application = story.desk(), story.invited()
    with time_machine.travel(at(TUESDAY, 10), tick=True):
        browser, url = story.staff("provider_clerk"), story.url("walk_in")
        domain = application.document["sites"][0]["domains"][0]
        for words in (application.receipt, application.document["subject"]["name"][2:5], domain.upper()):
            assert len(browser.get(url, {"q": words}).context["found"]) == 1, words
        assert browser.get(url, {"q": "没有这个"}).context["found"] == []
        assert browser.get(url, {"q": "a\x00"}).status_code == 422
        assert browser.post(url, {"application": "x"}).status_code == 422
        assert browser.post(url, {"application": str(application.uuid), "desk": "99"}).status_code == 404
        assert browser.post(url, {"application": str(application.uuid), "desk": str(desk.pk)}).status_code == 302
    assert visits() == 1


def test_months_count_what_was_booked_who_came_and_who_did_not(story):
    desk, came, missing = story.desk(), story.invited(), story.invited("13900139000")
    check_in(story, story.book(came, desk), at(TUESDAY, 9))
    story.book(missing, desk, start=time(10), mobile="13900139000")
    story.book(missing, desk, start=time(11), mobile="13900139000")
    with inside():
        clockwork.miss_overdue(now=at(TUESDAY, 20))
    walk_in(story, missing, desk, at(TUESDAY + timedelta(days=1), 10))
    [line] = story.staff().get(story.url("booking_months")).context["sheet"].lines
    assert [cell.value for cell in line.cells] == ["2026年9月", 2, 1, 1, "50.0%", 1, 1]


def test_the_head_of_filing_keeps_desks_and_a_clerk_does_not(story):
    data = {
        "name": "朝阳核验点",
        "address": "北京市朝阳区1号",
        "phone": "010-66005678",
        "note": "",
        "active": "on",
        "slot_minutes": "30",
        "capacity": "2",
        "makeup_weekday": "4",
        "hours_0": "9:00－12:00",
    }
    admin, url = story.staff("provider_admin"), story.url("desk_new")
    assert story.staff("provider_clerk").get(url).status_code == 403
    wrong = admin.post(url, data)
    assert wrong.status_code == 422 and "09:00-12:00" in wrong.content.decode()
    for hours in ("12:00-09:00", "09:00-12:00 11:00-13:00", "25:00-26:00", "x" * 300, "\x00"):
        assert admin.post(url, data | {"hours_0": hours}).status_code == 422, hours
    assert admin.post(url, data | {"hours_0": ""}).status_code == 422, "open to appointments, and never open"
    answer = admin.post(url, data | {"hours_0": "9:00-12:00，13:30至17:30"})
    assert answer.status_code == 302
    page = admin.get(answer["Location"])
    assert page.context["form"]["hours_0"].value() == "09:00-12:00 13:30-17:30"
    assert admin.post(url, data | {"hours_0": "9:00-12:00"}).status_code == 422, "the name is taken"


def test_closing_a_day_at_the_browser_shows_whom_it_concerns_first(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    with time_machine.travel(INVITED, tick=True):
        admin, url = story.staff("provider_admin"), story.url("desk_close", desk.pk)
        data = {"day": TUESDAY.isoformat(), "note": "停电检修"}
        page = admin.post(url, data)
        assert page.status_code == 422
        assert [booking.application_id for booking, _name in page.context["closure_displaced"]] == [application.pk]
        assert story.bookings()[0][2] == "booked"
        assert admin.post(url, data | {"agreed": "on"}).status_code == 302
        assert story.bookings()[0][2] == "cancelled"
        assert admin.post(url, data | {"agreed": "on"}).status_code == 422, "closed already"
        [closure] = admin.get(story.url("desk", desk.pk)).context["closures"]
        assert admin.post(story.url("desk_reopen", closure.pk)).status_code == 302
        assert admin.get(story.url("desk", desk.pk)).context["closures"] == []


def test_today_says_who_comes_who_is_here_and_who_is_next(story):
    """What a verifier sees first in the morning; appointments of another day, and of another provider, are not counted."""
    desk = story.desk()
    numbers = ["13900139001", "13900139002", "13900139003"]
    booked = [story.book(story.invited(who), desk, start=time(9 + n), mobile=who) for n, who in enumerate(numbers)]
    later = story.invited("13900139004")
    story.book(later, desk, day=TUESDAY + timedelta(days=1), mobile="13900139004")
    check_in(story, booked[0], at(TUESDAY, 8, 55))
    with time_machine.travel(at(TUESDAY, 9, 30)):
        for node, expected in ((PROVIDER, (3, 1, time(10))), ("provider:p02", (0, 0, None))):
            page = story.cast.staff("provider_verifier", node).get(story.cast.url(node, "today"))
            assert tuple(page.context["expected"]) == expected
        page = story.cast.staff("provider_verifier", PROVIDER).get(story.cast.url(PROVIDER, "today"))
        assert "今天预约到场 3 人" in page.content.decode() and "下一位约在 10:00" in page.content.decode()
