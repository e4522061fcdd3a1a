"""When a desk is open: working days, make-up weekends, holidays, closures, and the edges of a day."""

from datetime import date, time

import pytest

from provider.counter.appointments import slots
from provider.counter.appointments.models import Closure, Desk, OpeningHours, Place
from provider.counter.appointments.slots import Plan
from tests.provider.appointments.stories import AFTERNOON, MORNING, TUESDAY, VALUES, at, inside

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B5")]


def plan(hours=None, closures=None, **values):
    desk = Desk(pk=1, **(VALUES | values))
    week = hours or {weekday: [MORNING, AFTERNOON] for weekday in range(5)}
    rows = [OpeningHours(desk=desk, weekday=n, opens=a, closes=b) for n, many in week.items() for a, b in many]
    return Plan(desk, tuple(rows), closures or {})


def starts(of, day):
    with inside():
        return [f"{start:%H:%M}" for start, _until in of.slots(day)]


def test_a_working_day_has_a_slot_for_every_half_hour_that_ends_by_closing():
    found = starts(plan(), TUESDAY)
    assert found[:2] == ["09:00", "09:30"]
    assert found[5:7] == ["11:30", "13:30"]
    assert found[-1] == "17:00"
    assert len(found) == 14


def test_a_slot_that_would_end_after_closing_is_none():
    assert starts(plan({1: [(time(9), time(10, 45))]}), TUESDAY) == ["09:00", "09:30", "10:00"]
    assert starts(plan({1: [(time(9), time(9, 29))]}), TUESDAY) == []
    late = plan({1: [(time(23), time(23, 59))]}, slot_minutes=20)
    assert starts(late, TUESDAY) == ["23:00", "23:20"], "no slot runs past midnight"


@pytest.mark.parametrize("day", [date(2026, 9, 25), date(2026, 10, 1), date(2026, 10, 5), date(2026, 9, 19)])
def test_holidays_and_weekends_are_closed(day):
    assert starts(plan(), day) == []


def test_a_worked_weekend_goes_by_the_weekday_that_the_desk_names():
    friday_short = {weekday: [MORNING] if weekday == 4 else [MORNING, AFTERNOON] for weekday in range(5)}
    for worked in (date(2026, 9, 20), date(2026, 10, 10)):
        assert starts(plan(friday_short), worked)[-1] == "11:30"
        assert starts(plan(friday_short, makeup_weekday=0), worked)[-1] == "17:00"
        assert starts(plan(friday_short, makeup_weekday=None), worked) == []


def test_a_desk_may_open_on_ordinary_weekends_but_not_on_those_of_a_holiday():
    saturdays = plan({5: [MORNING], 6: [MORNING]})
    assert starts(saturdays, date(2026, 9, 19))[0] == "09:00"
    assert starts(saturdays, date(2026, 9, 20)) == [], "that Sunday is worked, and this desk has no Friday hours"
    for of_a_holiday in (date(2026, 9, 26), date(2026, 9, 27), date(2026, 10, 3), date(2026, 10, 4)):
        assert starts(saturdays, of_a_holiday) == []


def test_a_closure_and_a_desk_that_is_off_have_no_slots():
    assert starts(plan(closures={TUESDAY: "停电"}), TUESDAY) == []
    assert starts(plan(active=False), TUESDAY) == []


def test_what_has_begun_is_not_offered():
    def free(now):
        with inside():
            return [slot.words for slot in plan({1: [MORNING]}).free(TUESDAY, [], now)]

    assert free(at(TUESDAY, 8, 59))[0] == "09:00–09:30"
    assert free(at(TUESDAY, 9))[0] == "09:30–10:00"
    assert free(at(TUESDAY, 11, 30)) == []


def test_a_place_taken_while_slots_were_longer_reaches_into_the_new_ones():
    taken = [Place(desk_id=1, day=TUESDAY, start=time(9), until=time(10), number=1)]
    with inside():
        found = plan({1: [MORNING]}, capacity=2).free(TUESDAY, taken, at(TUESDAY, 8))
    assert [slot.free for slot in found[:3]] == [(2,), (2,), (1, 2)]


def test_plans_of_many_desks_take_two_statements(story, django_assert_num_queries):
    made = [story.desk(name=f"核验点{n}") for n in range(3)]
    with inside():
        Closure.objects.create(desk=made[1], day=TUESDAY, note="停电", by=story.admin, at=at(TUESDAY, 8))
        with django_assert_num_queries(2):
            found = slots.plans(made, TUESDAY, TUESDAY)
        assert [bool(each.stretches(TUESDAY)) for each in found] == [True, False, True]
