"""A desk's day and week as the staff see them: every slot with who comes, and how full each day is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from beian.people.nodes import here
from provider.applications.permissions import Refused
from provider.counter.appointments import permissions, slots
from provider.counter.appointments.models import WEEKDAYS, Booking, Desk, State
from provider.counter.appointments.slots import Plan
from provider.counter.appointments.tables import TONES
from provider.counter.tables import subject_of

GONE = (State.MOVED, State.CANCELLED)


class Line(NamedTuple):
    """One appointment or visit of the day, and what may be done with it now."""

    booking: Booking
    name: str
    tone: str
    may_check_in: bool
    may_miss: bool
    may_cancel: bool


class Row(NamedTuple):
    """One slot, or times that no slot has any more, with everybody who comes then."""

    start: time
    words: str
    lines: list[Line]
    free: int


class DayLine(NamedTuple):
    """One day of the week at a glance: from when to when it is open, how many places it has and what became of them."""

    day: date
    weekday: str
    hours: str
    why_closed: str
    places: int
    booked: int
    came: int
    missed: int
    walk_ins: int
    url: str


def day_rows(plan: Plan, day: date, bookings: QuerySet[Booking], now: datetime) -> list[Row]:
    """The day in order. Two statements: the bookings, and nothing else beside the plan."""
    rows: dict[time, Row] = {}
    for start, until in plan.slots(day):
        rows[start] = Row(start, f"{start:%H:%M}–{until:%H:%M}", [], plan.desk.capacity)
    for booking in bookings.filter(desk=plan.desk, day=day).exclude(state__in=GONE).order_by("start", "id"):
        row = rows.get(booking.start) or Row(booking.start, booking.hours, [], 0)
        row.lines.append(_line(booking, now))
        rows[booking.start] = row._replace(free=max(row.free - (not booking.walk_in), 0))
    return [rows[start] for start in sorted(rows)]


def _line(booking: Booking, now: datetime) -> Line:
    return Line(
        booking,
        subject_of(booking.application),
        TONES[booking.state],
        _may(permissions.check_can_check_in, booking, now=now) and booking.application.state == "prechecked",
        _may(permissions.check_can_miss, booking, now=now),
        _may(permissions.check_can_cancel, booking, now=now, by_owner=False),
    )


def _may(check, booking: Booking, **more) -> bool:
    try:
        check(booking, **more)
    except Refused:
        return False
    return True


def week_of(day: date) -> list[date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=count) for count in range(7)]


def week_lines(plan: Plan, days: list[date], bookings: QuerySet[Booking]) -> list[DayLine]:
    """One line per day, counted in one statement."""
    counts = bookings.filter(desk=plan.desk, day__range=(days[0], days[-1])).exclude(state__in=GONE).order_by()
    found = {
        row["day"]: row
        for row in counts.values("day").annotate(
            booked=Count("id", filter=Q(state=State.BOOKED)),
            came=Count("id", filter=Q(state=State.CAME, walk_in=False)),
            missed=Count("id", filter=Q(state=State.MISSED)),
            walk_ins=Count("id", filter=Q(walk_in=True)),
        )
    }
    return [_day_line(plan, day, found.get(day, {})) for day in days]


def _day_line(plan: Plan, day: date, counted: dict) -> DayLine:
    stretches = plan.stretches(day)
    return DayLine(
        day,
        str(WEEKDAYS[day.weekday()]),
        " ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in stretches),
        plan.closures.get(day, ""),
        len(list(plan.slots(day))) * plan.desk.capacity,
        counted.get("booked", 0),
        counted.get("came", 0),
        counted.get("missed", 0),
        counted.get("walk_ins", 0),
        address(plan.desk, day),
    )


def address(desk: Desk, day: date, view: str = "day") -> str:
    return f"{here('visit_calendar')}?desk={desk.pk}&day={day.isoformat()}&view={view}"


def plan_of(desks: list[Desk], wanted: int | None, days: list[date]) -> Plan | None:
    """The plan of the desk asked for, else of the first one that is open to appointments."""
    chosen = next((desk for desk in desks if desk.pk == wanted), None)
    chosen = chosen or next((desk for desk in desks if desk.active), desks[0] if desks else None)
    return slots.plans([chosen], days[0], days[-1])[0] if chosen else None
