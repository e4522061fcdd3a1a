"""Statutory working days of the State Council's calendar, make-up weekends included.

Exceptions (an officer's table of date → is it worked) go first, then the packaged calendar. A year that neither knows counts
Monday to Friday, and the answer says so, since a due date that rests on it may move.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import chinese_calendar

DAY = timedelta(days=1)
NO_EXCEPTIONS: Mapping[date, bool] = {}


class Due(NamedTuple):
    """A day found by counting, and whether every day counted stands in a published calendar."""

    day: date
    known: bool


@lru_cache(maxsize=8192)
def _published(day: date) -> bool | None:
    """Whether the packaged calendar says the day is worked; None where it knows nothing of the year."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return None


def is_workday(
    day: date, exceptions: Mapping[date, bool] = NO_EXCEPTIONS, years: Collection[int] = ()
) -> tuple[bool, bool]:
    """(is the day worked, is that known); years are those whose notice the exceptions hold in full."""
    if day in exceptions:
        return exceptions[day], True
    published = _published(day)
    if published is not None:
        return published, True
    return day.weekday() < 5, day.year in years


def _workdays_after(
    start: date, exceptions: Mapping[date, bool], years: Collection[int]
) -> Iterator[tuple[date, bool]]:
    """Working days after start, each with whether all days up to it are known."""
    day, known = start, True
    while True:
        day += DAY
        worked, sure = is_workday(day, exceptions, years)
        known = known and sure
        if worked:
            yield day, known


def add_workdays(
    start: date, days: int, exceptions: Mapping[date, bool] = NO_EXCEPTIONS, years: Collection[int] = ()
) -> Due:
    """The days-th working day strictly after start; 0 is start itself.

    ValueError for a negative count, OverflowError past the year 9999.
    """
    if days < 0:
        raise ValueError("a working-day clock counts forward: days must be 0 or more")
    found = Due(start, True)
    following = _workdays_after(start, exceptions, years)
    for _count in range(days):
        found = Due(*next(following))
    return found


def workdays_between(
    start: date, end: date, exceptions: Mapping[date, bool] = NO_EXCEPTIONS, years: Collection[int] = ()
) -> int:
    """Working days after start up to and including end; negative when end lies before start."""
    if end < start:
        return -workdays_between(end, start, exceptions, years)
    span = (start + DAY * count for count in range(1, (end - start).days + 1))
    return sum(is_workday(day, exceptions, years)[0] for day in span)
