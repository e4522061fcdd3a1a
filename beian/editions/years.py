"""One year of the calendar: how it looks, what a notice says of it, and what a new notice moves."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

import chinese_calendar
from django.utils.translation import gettext as _

from beian.editions import words
from beian.editions.drafting import Key, Row, key_of
from beian.filing.identifiers.text import halfwidth
from beian.reference import clocks, workdays
from beian.reference.clocks import Clock
from beian.reference.tables import Table
from beian.reference.workdays import DAY, Calendar, Due

# A holiday's notice may begin in the last days of the year before.
LONGEST = timedelta(days=31)
NAMES_EN = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
}
_HOLIDAYS = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


class Shown(NamedTuple):
    """One day of a month; `mark` is off for a weekday off, rest for a weekend, extra for a worked weekend, else empty."""

    day: date
    mark: str


class Month(NamedTuple):
    """Weeks from Monday to Sunday; None where a week reaches out of the month."""

    first: date
    weeks: list[list[Shown | None]]


class Span(NamedTuple):
    """Days in a row of which the same is said."""

    first: date
    last: date
    worked: bool
    name: str
    source: str


def months(year: int, held: Calendar) -> list[Month]:
    """The twelve months as the calendar counts them."""
    return [Month(date(year, number, 1), list(_weeks(year, number, held))) for number in range(1, 13)]


def _weeks(year: int, month: int, held: Calendar) -> Iterator[list[Shown | None]]:
    for week in calendar.monthcalendar(year, month):
        yield [Shown(day, mark_of(day, held)) if (day := _day(year, month, number)) else None for number in week]


def _day(year: int, month: int, number: int) -> date | None:
    return date(year, month, number) if number else None


def mark_of(day: date, held: Calendar) -> str:
    worked, _known = workdays.is_workday(day, *held)
    if day.weekday() < 5:
        return "" if worked else "off"
    return "extra" if worked else "rest"


def spans(year: int, table: Table) -> list[Span]:
    """What is said of single days of the year, in the table or by the software, with its source."""
    told = [(day, said) for day in _days(date(year, 1, 1), date(year, 12, 31)) if (said := _said(day, table))]
    # Days in a row share their ordinal less their place in the list.
    runs = groupby(enumerate(told), key=lambda entry: (entry[1][0].toordinal() - entry[0], entry[1][1]))
    return [_span(said, [day for _place, (day, _said) in run]) for (_start, said), run in runs]


def _span(said: tuple[bool, str, str], days: list[date]) -> Span:
    return Span(days[0], days[-1], *said)


def _said(day: date, table: Table) -> tuple[bool, str, str] | None:
    """(worked, name, source) where a notice speaks of the day."""
    row = table.get(day.isoformat(), day)
    if row is not None and row.flags.get("worked") is not None:
        return row.flags["worked"], row.label(words.language()), words.source_words(row.source)
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    if name is None:
        return None
    english = words.language().startswith("en")
    return not off, name if english else _HOLIDAYS.get(name, name), _("随软件")


def _days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * count for count in range((last - first).days + 1))


def standing(year: int, held: Calendar, version: int) -> tuple[str, str, str]:
    """(words, tone, warning) on how far the year is known."""
    if year in held.years:
        return words.edition_words(version), "success", ""
    if workdays.unpublished(date(year, 1, 1), date(year, 12, 31), *held) is None:
        return _("随软件"), "success", ""
    warning = _("%(year)d年的放假安排尚未公布：未录入的日子按周一至周五上班推算，落在该年的办理期限以后可能调整。") % {
        "year": year
    }
    return _("尚未公布"), "warning", warning


# ---- a notice

_DATE = r"(?:(\d{4})[-年/.])?(?:(\d{1,2})[-月/.])?(\d{1,2})[日号]?"
_ITEM = re.compile(rf"{_DATE}(?:[至到~]{_DATE})?")
_NAME = re.compile(r"^\s*(?:[一二三四五六七八九十]+、)?([^\d:]{1,20}):")
_BRACKETS = re.compile(r"\([^)]*\)")
_ASIDE = re.compile(r"共\d+天|放假|调休|上班|补班|[。.]\s*$")


def days_in(text: str, year: int) -> dict[date, str]:
    """The days that a text of dates and ranges names, each with what the holiday is called. ValueError is the sentence for the officer."""
    found: dict[date, str] = {}
    for line in text.splitlines():
        folded = _BRACKETS.sub("", halfwidth(line)).replace("—", "至").replace("–", "至")
        named = _NAME.match(folded)
        name = named[1].strip() if named else ""
        for item in re.split(r"[、,;\s]+|和", _ASIDE.sub(" ", folded[named.end() if named else 0 :])):
            for day in _range(item, year) if item else ():
                if day in found:
                    raise ValueError(_("%(day)s 写了两次。") % {"day": day.isoformat()})
                found[day] = name
    return found


def _range(item: str, year: int) -> Iterator[date]:
    read = _ITEM.fullmatch(item)
    if read is None or not read[2]:
        raise ValueError(_("看不懂“%(item)s”：请写成 2027-01-01 或 2027-02-05至2027-02-11。") % {"item": item[:30]})
    first = _date(item, read[1] or year, read[2], read[3])
    last = _date(item, read[4] or first.year, read[5] or first.month, read[6]) if read[6] else first
    if last < first:
        raise ValueError(_("“%(item)s”的结束日期早于开始日期。") % {"item": item[:30]})
    if last - first > LONGEST:
        raise ValueError(_("“%(item)s”超过一个月，请核对。") % {"item": item[:30]})
    if not date(year - 1, 12, 1) <= first <= last <= date(year, 12, 31):
        raise ValueError(_("“%(item)s”不在%(year)d年。") % {"item": item[:30], "year": year})
    return _days(first, last)


def _date(item: str, year: int | str, month: int | str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(_("“%(item)s”中有不存在的日期。") % {"item": item[:30]}) from None


def rows_of(
    *, year: int, notice: str, off: Mapping[date, str], worked: Mapping[date, str], complete: bool
) -> list[Row]:
    """The rows of the table that a notice makes: one for the year, one for each day that it names."""
    days = [(day, name, False) for day, name in off.items()] + [(day, name, True) for day, name in worked.items()]
    whole = _row(str(year), f"{year}年放假安排", f"Holidays of {year}", date(year, 1, 1), notice)
    return [whole | {"flags": {"complete": complete}}] + [
        _day_row(day, name, works, notice) for day, name, works in sorted(days)
    ]


def _day_row(day: date, name: str, worked: bool, notice: str) -> Row:
    english = NAMES_EN.get(name, "Make-up working day" if worked else "Day off")
    row = _row(day.isoformat(), name or ("调休上班" if worked else "放假"), english, day, notice)
    return row | {"flags": {"worked": worked}}


def _row(code: str, name: str, name_en: str, day: date, notice: str) -> Row:
    """`order` is the day's number in the calendar, so that days stand in their order."""
    return {
        "code": code,
        "name": name,
        "name_en": name_en,
        "valid_from": None,
        "valid_to": None,
        "order": day.toordinal(),
        "source": notice,
        "confidence": "high",
    }


def keys_of(year: int, rows: list[Row]) -> set[Key]:
    """The rows that an earlier notice of the year made: its year and the days of the same source.

    A day that was mended by itself under another source stays; one that no year's row claims counts to the year of its date.
    """
    whole = next((row for row in rows if row["code"] == str(year)), None)
    claimed = {row["source"] for row in rows if len(row["code"]) == 4}
    near = (f"{year}-", f"{year - 1}-12-")
    found = {key_of(whole)} if whole else set()
    for row in rows:
        mine = row["source"] == whole["source"] if whole else row["source"] not in claimed
        if mine and row["code"].startswith(near if whole else near[:1]):
            found.add(key_of(row))
    return found


def with_notice(year: int, rows: list[Row], new: list[Row]) -> list[Row]:
    """The table's rows with this notice in place of an earlier one."""
    gone = keys_of(year, rows) | {key_of(row) for row in new}
    return [row for row in rows if key_of(row) not in gone] + new


def text_of(year: int, rows: list[Row], *, worked: bool) -> str:
    """The days of the year's notice as an officer would write them, for the form."""
    mine = keys_of(year, rows)
    days = [row for row in rows if key_of(row) in mine and row["flags"].get("worked") is worked]
    told = sorted((date.fromisoformat(row["code"]), row["name"]) for row in days)
    runs = groupby(enumerate(told), key=lambda entry: (entry[1][0].toordinal() - entry[0], entry[1][1]))
    return "\n".join(_written(name, [day for _place, (day, _name) in run]) for (_start, name), run in runs)


def _written(name: str, days: list[date]) -> str:
    """A name that holds a digit or a colon could not be read back."""
    head = f"{name}：" if _NAME.fullmatch(halfwidth(f"{name}：")) else ""
    return f"{head}{days[0]}" if len(days) == 1 else f"{head}{days[0]}至{days[-1]}"


# ---- what moves


class Moved(NamedTuple):
    """Days in a row that count otherwise from now on."""

    first: date
    last: date
    worked: bool


class Shift(NamedTuple):
    """A clock's example: its last day by the calendar that counts and by the new one, begun on a day."""

    clock: Clock
    name: str
    start: date
    before: Due
    after: Due


def moved(year: int, before: Calendar, after: Calendar) -> list[Moved]:
    """The days that are worked under one calendar and not under the other."""
    days = [
        (day, worked)
        for day in _days(date(year - 1, 12, 1), date(year, 12, 31))
        if (worked := workdays.is_workday(day, *after)[0]) is not workdays.is_workday(day, *before)[0]
    ]
    runs = groupby(enumerate(days), key=lambda entry: (entry[1][0].toordinal() - entry[0], entry[1][1]))
    found = [(worked, [day for _place, (day, _worked) in run]) for (_start, worked), run in runs]
    return [Moved(days[0], days[-1], worked) for worked, days in found]


def shifts(start: date, before: Calendar, after: Calendar) -> list[Shift]:
    """Each clock in working days, begun on that day."""
    return [
        Shift(
            limit,
            limit.name_en if words.language().startswith("en") else limit.name,
            start,
            clocks.due_by(limit, start, *before),
            clocks.due_by(limit, start, *after),
        )
        for limit in clocks.clocks()
        if limit.unit == "workday"
    ]
