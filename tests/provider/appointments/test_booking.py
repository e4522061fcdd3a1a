"""Owners book, move and cancel; no place is given twice, and nobody touches somebody else's (B5)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, InternalError, connections, transaction
from django.db.utils import ProgrammingError

from provider.applications import transitions as owners
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter.appointments import desks, transitions
from provider.counter.appointments.models import Booking, Place
from provider.counter.appointments.permissions import MOST_BOOKINGS, Full
from tests.provider.appointments.stories import INVITED, LAST, TUESDAY, WEEK, at, inside

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B5")]


def places():
    with inside():
        return Place.objects.count()


def test_an_owner_books_is_told_where_and_when_and_the_place_is_gone(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    assert story.bookings() == [("2026-09-15", "09:00", "booked")]
    assert story.texts() == ["visit_booked"]
    other = story.invited("13900139000")
    with pytest.raises(Full, match="刚刚约满"):
        story.book(other, desk, mobile="13900139000")
    assert story.bookings(other) == []


def test_booking_the_same_slot_again_changes_nothing_and_sends_nothing(story):
    desk, application = story.desk(), story.invited()
    assert story.book(application, desk).pk == story.book(application, desk).pk
    assert story.texts() == ["visit_booked"]


def test_moving_keeps_the_old_booking_on_record_and_frees_its_place(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    moved = story.book(application, desk, start=time(10))
    assert story.bookings() == [("2026-09-15", "09:00", "moved"), ("2026-09-15", "10:00", "booked")]
    assert (moved.moved_from_id is not None, places()) == (True, 1)
    assert story.texts() == ["visit_booked", "visit_moved"]
    story.book(story.invited("13900139000"), desk, mobile="13900139000")
    assert places() == 2


def test_cancelling_gives_the_place_back_and_the_month_goes_on(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk)
    with story.cast.acting(story.owner()):
        transitions.cancel(booking=booking, now=INVITED)
        transitions.cancel(booking=booking, now=INVITED)
    assert (story.bookings(), places()) == ([("2026-09-15", "09:00", "cancelled")], 0)
    story.book(application, desk, start=time(9, 30))
    assert story.texts() == ["visit_booked", "visit_booked"]


def test_once_the_time_has_come_an_owner_cancels_no_more(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk)
    with story.cast.acting(story.owner()), pytest.raises(Refused, match="时间已到"):
        transitions.cancel(booking=booking, now=at(TUESDAY, 9))


@pytest.mark.parametrize(
    ("day", "start", "words"),
    [
        (date(2026, 9, 13), time(9), "已经过去"),
        (LAST + timedelta(days=1), time(9), "2026年10月14日"),
        (date(2026, 10, 1), time(9), "不能预约"),
        (TUESDAY, time(12, 30), "不能预约"),
        (TUESDAY, time(9, 10), "不能预约"),
        (TUESDAY, time(17, 30), "不能预约"),
        (INVITED.date(), time(9), "不能预约"),
    ],
)
def test_only_open_slots_inside_the_month_are_given(story, day, start, words):
    desk, application = story.desk(), story.invited()
    with pytest.raises(Refused, match=words):
        story.book(application, desk, day=day, start=start)
    assert (story.bookings(), places()) == ([], 0)


def test_the_last_slot_of_the_last_day_is_given(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk, day=LAST, start=time(17))
    assert story.bookings() == [("2026-10-14", "17:00", "booked")]


def test_only_who_is_invited_books(story, cast):
    from tests.provider.stories import application_at

    desk, application = story.desk(), application_at("submitted", cast)
    with cast.acting(story.owner()), pytest.raises(Refused, match="还没有通过预核验"):
        transitions.book(application=application, desk=desk, day=TUESDAY, start=time(9), now=INVITED)


def test_an_owner_cannot_go_on_booking_for_ever(story):
    desk, application = story.desk(), story.invited()
    for number in range(MOST_BOOKINGS):
        story.book(application, desk, start=time(9 + number % 2, 30))
    with pytest.raises(Refused, match="上限"):
        story.book(application, desk, start=time(14))
    with story.cast.acting(story.verifier):
        moved = transitions.book(
            application=application, desk=desk, day=TUESDAY, start=time(14), now=INVITED, by_owner=False
        )
    assert moved.state == "booked"


# ---- races and the database's own word


def together(*works):
    """All at once, each on a line of its own; what each gave or refused."""

    def run(work):
        try:
            return work()
        except (Refused, IntegrityError) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


@pytest.mark.requirement("F39")
def test_of_many_owners_who_want_the_last_places_as_many_get_one_as_there_are(story):
    desk = story.desk(capacity=2)
    mobiles = [f"1380013800{n}" for n in range(6)]
    invited = {mobile: story.invited(mobile) for mobile in mobiles}
    owners_ = {mobile: story.owner(mobile) for mobile in mobiles}

    def wish(mobile):
        def work():
            with story.cast.acting(owners_[mobile]):
                return transitions.book(
                    application=invited[mobile], desk=desk, day=TUESDAY, start=time(9), now=INVITED
                ).state

        return work

    answers = together(*(wish(mobile) for mobile in mobiles))
    assert sorted(answers) == ["Full"] * 4 + ["booked"] * 2
    with inside():
        assert sorted(Place.objects.values_list("number", flat=True)) == [1, 2]


def test_one_owner_with_two_tabs_ends_with_one_appointment(story):
    desk, application = story.desk(), story.invited()
    owner = story.owner()

    def wish(start):
        def work():
            with story.cast.acting(owner):
                return transitions.book(application=application, desk=desk, day=TUESDAY, start=start, now=INVITED).state

        return work

    assert together(wish(time(9)), wish(time(10))) == ["booked", "booked"]
    assert sorted(state for _day, _start, state in story.bookings()) == ["booked", "moved"]
    assert places() == 1


def test_cancelling_and_checking_in_at_once_leaves_one_of_the_two(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk)
    owner, now = story.owner(), at(TUESDAY, 8, 50)

    def cancel():
        with story.cast.acting(owner):
            return transitions.cancel(booking=booking, now=now).state

    def check_in():
        with story.cast.acting(story.verifier):
            return transitions.check_in(booking=booking, by=story.verifier, now=now).state

    answers = together(cancel, check_in)
    [(_day, _start, state)] = story.bookings()
    assert answers in (["cancelled", "Refused"], ["Refused", "came"])
    assert state == ("cancelled" if answers[0] == "cancelled" else "came")


def test_the_database_gives_no_place_twice_nor_beyond_the_desk(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk)
    second = story.invited("13900139000")

    def place(start, until, number, of=None):
        with inside(), transaction.atomic():
            other = of or Booking.objects.create(
                desk=desk,
                application=second,
                day=TUESDAY,
                start=start,
                until=until,
                state_since=INVITED,
                made_at=INVITED,
            )
            Place.objects.create(desk=desk, booking=other, day=TUESDAY, start=start, until=until, number=number)

    with pytest.raises(IntegrityError, match="place_"):
        place(time(9), time(9, 30), 1)
    with pytest.raises(IntegrityError, match="place_no_overlap"):
        place(time(8, 45), time(9, 15), 1)
    with pytest.raises(InternalError, match="no such place"):
        place(time(11), time(11, 30), 2)
    with pytest.raises((InternalError, IntegrityError)):
        place(time(11), time(11, 30), 1, of=booking)
    place(time(9, 30), time(10), 1)


def test_the_database_knows_the_life_of_a_booking(story):
    desk, application = story.desk(), story.invited()
    booking = story.book(application, desk)
    with inside(), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(state="missed")
    for illegal in ("booked", "moved", "cancelled"):
        with pytest.raises((InternalError, IntegrityError)), inside():
            Booking.objects.filter(pk=booking.pk).update(state=illegal)
    with pytest.raises((InternalError, ProgrammingError)), inside():
        Booking.objects.filter(pk=booking.pk)._raw_delete("default")


def test_one_owner_cannot_take_anothers_place_away_even_past_our_code(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    neighbour = story.owner("13700137000")
    with pytest.raises(InternalError, match="somebody else"), story.cast.acting(neighbour):
        assert Place.objects.count() == 1, "he may count it"
        assert Booking.objects.count() == 0, "and not see whose it is"
        Place.objects.all().delete()
    assert places() == 1


# ---- what ends with the application


def test_withdrawing_frees_the_place(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    with story.cast.acting(story.owner()):
        owners.withdraw(application=application, now=INVITED)
    assert (story.bookings(), places()) == ([("2026-09-15", "09:00", "cancelled")], 0)
    with inside():
        assert Booking.objects.get().reason == "ended"


@pytest.mark.requirement("P10")
def test_an_application_that_lapses_has_no_appointment_left(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk, day=LAST, start=time(17))
    with inside():
        assert owners.lapse_overdue(now=at(LAST, 23, 59)) == 0
    with inside():
        assert owners.lapse_overdue(now=at(LAST + timedelta(days=1), 0)) == 1
    with inside():
        assert Application.objects.get(pk=application.pk).state == "lapsed"
    assert (story.bookings(), places()) == ([("2026-10-14", "17:00", "cancelled")], 0)


# ---- desks change


def test_closing_a_day_lists_who_is_concerned_first_and_tells_them_afterwards(story):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    with pytest.raises(desks.Displaces) as met, story.cast.acting(story.admin):
        desks.close_day(desk=desk, day=TUESDAY, note="停电", agreed=False, by=story.admin, now=INVITED)
    assert [one.application_id for one in met.value.bookings] == [application.pk]
    assert story.bookings() == [("2026-09-15", "09:00", "booked")]
    with story.cast.acting(story.admin):
        desks.close_day(desk=desk, day=TUESDAY, note="停电", agreed=True, by=story.admin, now=INVITED)
    assert (story.bookings(), places()) == ([("2026-09-15", "09:00", "cancelled")], 0)
    assert story.texts() == ["visit_booked", "visit_desk_closed"]
    with pytest.raises(Full):
        story.book(application, desk)


def test_other_hours_displace_those_outside_them_and_nobody_else(story):
    desk, early, late = story.desk(), story.invited(), story.invited("13900139000")
    story.book(early, desk)
    story.book(late, desk, start=time(14), mobile="13900139000")
    from tests.provider.appointments.stories import MORNING, VALUES

    mornings = {weekday: [MORNING] for weekday in WEEK}
    with story.cast.acting(story.admin):
        desks.change(desk=desk, values=VALUES, hours=mornings, agreed=True, now=INVITED)
    assert story.bookings(early)[0][2] == "booked"
    assert story.bookings(late)[0][2] == "cancelled"


def test_a_new_holiday_closes_the_day_and_tells_its_owners(story, monkeypatch):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    from provider.counter.appointments import slots

    monkeypatch.setattr(slots, "is_workday", lambda day: (day != TUESDAY and day.weekday() < 5, True))
    with inside():
        desks.follow_calendar(None, INVITED)
    assert story.bookings()[0][2] == "cancelled"
    assert story.texts()[-1] == "visit_desk_closed"


def test_a_place_is_not_given_while_its_day_is_being_closed(story):
    desk, application = story.desk(), story.invited()
    owner = story.owner()

    def close():
        with story.cast.acting(story.admin):
            desks.close_day(desk=desk, day=TUESDAY, note="停电", agreed=True, by=story.admin, now=INVITED)
        return "closed"

    def wish():
        with story.cast.acting(owner):
            return transitions.book(application=application, desk=desk, day=TUESDAY, start=time(9), now=INVITED).state

    answers = together(close, wish)
    assert answers in (["closed", "booked"], ["closed", "Full"])
    assert [state for _day, _start, state in story.bookings()] in ([], ["cancelled"])
    assert places() == 0
