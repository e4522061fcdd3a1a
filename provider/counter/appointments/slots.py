"""When a desk is open and which places are free, computed from its hours, the statutory calendar and what is booked. Times are Shanghai's.

A weekday that is no working day is a holiday: closed. A weekend that is worked goes by the hours of the weekday that the desk names. An
ordinary weekend goes by its own hours, if the desk has any; one that belongs to a holiday is closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from beian.reference.clocks import SHANGHAI
from beian.reference.workdays import is_workday
from provider.counter.appointments.models import Closure, Desk, OpeningHours, Place

DAY = timedelta(days=1)
FRIDAY = 4


class Slot(NamedTuple):
    """One slot of a day and the numbers of its places that nobody has."""

    start: time
    until: time
    free: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        return f"{self.start:%H:%M}–{self.until:%H:%M}"


@dataclass(frozen=True)
class Plan:
    """A desk with its hours and the days on which it is closed."""

    desk: Desk
    hours: tuple[OpeningHours, ...] = ()
    closures: dict[date, str] = field(default_factory=dict)

    def stretches(self, day: date) -> list[tuple[time, time]]:
        """From when to when it is open on that day, in order; none where it is closed."""
        weekday = counted_as(day, self.desk.makeup_weekday)
        if not self.desk.active or day in self.closures or weekday is None:
            return []
        return sorted((one.opens, one.closes) for one in self.hours if one.weekday == weekday)

    def closes(self, day: date) -> time | None:
        """The end of its day."""
        return max((closes for _opens, closes in self.stretches(day)), default=None)

    def slots(self, day: date) -> Iterator[tuple[time, time]]:
        """Each slot that ends by the end of its stretch."""
        length = timedelta(minutes=self.desk.slot_minutes)
        for opens, closes in self.stretches(day):
            at, end = datetime.combine(day, opens), datetime.combine(day, closes)
            while at + length <= end:
                yield at.time(), (at + length).time()
                at += length

    def holds(self, day: date, start: time, until: time) -> bool:
        """Whether somebody who was given these times still finds the desk open."""
        return any(opens <= start and until <= closes for opens, closes in self.stretches(day))

    def free(self, day: date, taken: Iterable[Place], now: datetime) -> list[Slot]:
        """The slots of a day that have not begun yet, each with its free places; full ones with none."""
        held = list(taken)
        return [
            Slot(start, until, self._numbers(start, until, held))
            for start, until in self.slots(day)
            if moment(day, start) > now
        ]

    def _numbers(self, start: time, until: time, taken: Collection[Place]) -> tuple[int, ...]:
        """Places that are free all through a slot: one taken while slots were longer may reach into it."""
        gone = {one.number for one in taken if one.start < until and start < one.until}
        return tuple(number for number in range(1, self.desk.capacity + 1) if number not in gone)


def counted_as(day: date, makeup_weekday: int | None) -> int | None:
    """The weekday (0 is Monday) whose hours hold on that day; None where it is a day off for everybody."""
    worked, weekday = is_workday(day)[0], day.weekday()
    if weekday <= FRIDAY:
        return weekday if worked else None
    if worked:
        return makeup_weekday
    return None if _of_a_holiday(day) else weekday


def _of_a_holiday(day: date) -> bool:
    """Whether the days off around a weekend's day include a weekday: then the whole of them is one holiday."""
    return any(off.weekday() <= FRIDAY for step in (DAY, -DAY) for off in _days_off(day, step))


def _days_off(day: date, step: timedelta) -> Iterator[date]:
    while not is_workday(day)[0]:
        yield day
        day += step


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI)


def plans(desks: Iterable[Desk], first: date, last: date) -> list[Plan]:
    """Each desk with its hours and the closures of these days: two statements, however many desks."""
    found = list(desks)
    hours: dict[int, list[OpeningHours]] = {desk.pk: [] for desk in found}
    closed: dict[int, dict[date, str]] = {desk.pk: {} for desk in found}
    for one in OpeningHours.objects.filter(desk__in=found).order_by("weekday", "opens"):
        hours[one.desk_id].append(one)
    for closure in Closure.objects.filter(desk__in=found, day__range=(first, last)):
        closed[closure.desk_id][closure.day] = closure.note
    return [Plan(desk, tuple(hours[desk.pk]), closed[desk.pk]) for desk in found]


def taken(desks: Iterable[Desk], first: date, last: date) -> dict[tuple[int, date], list[Place]]:
    """(desk, day) → the places that are given away."""
    found: dict[tuple[int, date], list[Place]] = {}
    for place in Place.objects.filter(desk__in=list(desks), day__range=(first, last)):
        found.setdefault((place.desk_id, place.day), []).append(place)
    return found


def days(first: date, last: date) -> list[date]:
    return [first + DAY * count for count in range(max((last - first).days + 1, 0))]
