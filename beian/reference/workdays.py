"""Statutory working days of the State Council's calendar, make-up weekends included.

Exceptions (the table "calendar": a day → is it worked) go first, then the packaged calendar of a library. A year that neither knows in full
counts Monday to Friday, and the answer says so, since a due date that rests on it may move. Without exceptions of their own, all functions
take those that the node of the current scope holds.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import chinese_calendar

from beian.reference.tables import Table, table

DAY = timedelta(days=1)
_PACKAGED = frozenset(day.year for day in chinese_calendar.constants.holidays)
Exceptions = Mapping[date, bool]


class Due(NamedTuple):
    """A day found by counting, and whether every day counted stands in a published calendar."""

    day: date
    known: bool


class Calendar(NamedTuple):
    """What the table says beyond the packaged calendar: day → is it worked, and the years whose notice stands in it in full."""

    exceptions: Exceptions
    years: frozenset[int]


def held() -> Calendar:
    """The calendar that counts in the current scope."""
    return calendar_of(table("calendar"))


@lru_cache(maxsize=64)
def calendar_of(calendar: Table) -> Calendar:
    """What such a table says. Rows by the length of their code: a year (2027) or a day (2027-01-01). One that is not valid on its own day has been withdrawn."""
    days = {date.fromisoformat(row.code): row for row in calendar.rows if len(row.code) > 4}
    worked = {day: bool(row.flags.get("worked")) for day, row in days.items() if row.is_valid(day)}
    years = (row for row in calendar.rows if len(row.code) == 4 and row.flags.get("complete"))
    return Calendar(MappingProxyType(worked), frozenset(int(row.code) for row in years))


def _calendar(exceptions: Exceptions | None, years: Collection[int] | None) -> Calendar:
    """What was given, else what is held; exceptions given without years make no year complete."""
    return held() if exceptions is None else Calendar(exceptions, frozenset(years or ()))


def is_workday(
    day: date, exceptions: Exceptions | None = None, years: Collection[int] | None = None
) -> tuple[bool, bool]:
    """(is the day worked, is that known); years are those whose notice the exceptions hold in full."""
    return _worked(day, _calendar(exceptions, years))


def _worked(day: date, calendar: Calendar) -> tuple[bool, bool]:
    if day in calendar.exceptions:
        return calendar.exceptions[day], True
    if day.year in _PACKAGED:
        return _published(day), True
    return day.weekday() < 5, day.year in calendar.years


@lru_cache(maxsize=16384)
def _published(day: date) -> bool:
    """Whether the packaged calendar says the day is worked."""
    return chinese_calendar.is_workday(day)


def _workdays_after(begin: Due, calendar: Calendar) -> Iterator[Due]:
    """Working days after a day, each with whether all days up to it are known."""
    day, known = begin
    while True:
        day += DAY
        worked, sure = _worked(day, calendar)
        known = known and sure
        if worked:
            yield Due(day, known)


def add_workdays(
    start: date, days: int, exceptions: Exceptions | None = None, years: Collection[int] | None = None
) -> Due:
    """The days-th working day strictly after start; 0 is start itself.

    ValueError for a negative count, OverflowError past the year 9999.
    """
    if days < 0:
        raise ValueError("a working-day clock counts forward: days must be 0 or more")
    if days > (date.max - start).days:
        raise OverflowError("the day sought lies beyond the year 9999")
    calendar, found = _calendar(exceptions, years), Due(start, True)
    if days > 366:
        found, days = _over_years(start, days, calendar)
    following = _workdays_after(found, calendar)
    for _count in range(days):
        found = next(following)
    return found


def _over_years(start: date, days: int, calendar: Calendar) -> tuple[Due, int]:
    """(a day before the one sought, how many working days are left from there): a long count goes in steps of a year.

    Where nothing is known of a year, every seven days hold five working days.
    """
    found = Due(start, True)
    marked = {day.year for day in calendar.exceptions}
    for year in sorted(_PACKAGED | marked | calendar.years):
        end, before = date(year, 12, 31), date(max(year, 2), 1, 1) - DAY
        if year < start.year or _weekdays(found.day, before) >= days:
            continue
        if found.day < before:
            days -= _weekdays(found.day, before)
            found = Due(before, False)
        whole = found.day == before and year not in marked
        count, sure = _packaged_in(year) if whole and year in _PACKAGED else _count(found.day, end, calendar)
        if count >= days:
            return found, days
        found, days = Due(end, found.known and sure), days - count
    weeks = (days - 1) // 5
    return Due(found.day + weeks * 7 * DAY, found.known and not weeks), days - weeks * 5


def _count(after: date, until: date, calendar: Calendar) -> tuple[int, bool]:
    """(how many days after a day, up to and including another, are worked; are they all known)."""
    days = [_worked(after + DAY * count, calendar) for count in range(1, (until - after).days + 1)]
    return sum(worked for worked, _sure in days), all(sure for _worked, sure in days)


@lru_cache(maxsize=64)
def _packaged_in(year: int) -> tuple[int, bool]:
    """The same for a whole year by the packaged calendar alone."""
    return _count(date(year, 1, 1) - DAY, date(year, 12, 31), Calendar({}, frozenset()))


def _weekdays(after: date, until: date) -> int:
    """Mondays to Fridays after a day, up to and including another; 0 where that lies before."""
    weeks, rest = divmod(max((until - after).days, 0), 7)
    return weeks * 5 + sum((after.weekday() + count) % 7 < 5 for count in range(1, rest + 1))


def workdays_between(
    start: date, end: date, exceptions: Exceptions | None = None, years: Collection[int] | None = None
) -> int:
    """Working days after start up to and including end; negative when end lies before start."""
    if end < start:
        return -workdays_between(end, start, exceptions, years)
    counted = _calendar(exceptions, years)
    span = (start + DAY * count for count in range(1, (end - start).days + 1))
    return sum(is_workday(day, *counted)[0] for day in span)


def unpublished(
    start: date, end: date, exceptions: Exceptions | None = None, years: Collection[int] | None = None
) -> int | None:
    """The first year of the span for which no calendar has been published in full; None where every year has one."""
    _exceptions, complete = _calendar(exceptions, years)
    return next((year for year in range(start.year, end.year + 1) if not _known(year, complete)), None)


def _known(year: int, complete: Collection[int]) -> bool:
    return year in complete or year in _PACKAGED
