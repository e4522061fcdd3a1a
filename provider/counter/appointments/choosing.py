"""Days and times to choose from, as the owner's page and the page of the staff who book for him show them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import NamedTuple

from django.utils.translation import gettext as _

from provider.counter.appointments import slots
from provider.counter.appointments.models import WEEKDAYS, Desk
from provider.counter.appointments.slots import Plan, Slot

NOON = time(12)
Free = dict[date, list[Slot]]


class Day(NamedTuple):
    """A day on which the desk is open: how many places are left, and where its times are chosen."""

    day: date
    weekday: str
    free: int
    url: str
    current: bool


class Offer(NamedTuple):
    """One desk's open days, and the times before and after noon of the chosen one, if one is."""

    desk: Desk
    days: list[Day]
    day: date | None
    parts: list[tuple[str, list[Slot]]]

    @property
    def some_free(self) -> bool:
        return any(each.free for each in self.days)


def free(plans: list[Plan], first: date, last: date, now: datetime) -> dict[int, Free]:
    """Desk's key → day → its slots that have not begun, full ones too; days without any are left out. One statement."""
    taken = slots.taken([plan.desk for plan in plans], first, last)
    return {plan.desk.pk: _of_desk(plan, taken, slots.days(first, last), now) for plan in plans}


def _of_desk(plan: Plan, taken: dict, days: list[date], now: datetime) -> Free:
    found = {each: plan.free(each, taken.get((plan.desk.pk, each), []), now) for each in days}
    return {each: times for each, times in found.items() if times}


def offer(desk: Desk, found: Free, chosen: date | None, address: Callable[[Desk, date], str]) -> Offer:
    """`address` leads to the times of a day at a desk."""
    chosen = chosen if chosen in found else None
    days = [_day(each, times, address(desk, each), each == chosen) for each, times in found.items()]
    return Offer(desk, days, chosen, _parts(found[chosen]) if chosen else [])


def _day(day: date, times: list[Slot], url: str, current: bool) -> Day:
    return Day(day, str(WEEKDAYS[day.weekday()]), sum(len(slot.free) for slot in times), url, current)


def _parts(found: list[Slot]) -> list[tuple[str, list[Slot]]]:
    parts = [
        (_("上午"), [slot for slot in found if slot.start < NOON]),
        (_("下午"), [slot for slot in found if slot.start >= NOON]),
    ]
    return [(title, times) for title, times in parts if times]
