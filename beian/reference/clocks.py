"""Every clock of the five texts and of ours as data: unit, amount, the event that starts it, the article that sets it.

Units: workday, day, month, year, hour, and day_of_month (the next such day after the start; 31 is the month's last). Days and months do
not move for holidays; one month is the same day of the next month, clipped to its end (a due date ends at 24:00 in Shanghai). A negative
amount counts back from its start. Working days are those of the calendar that the current scope holds, unless another one is given.
"""

import calendar
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from beian.reference.tables import packaged, table
from beian.reference.workdays import Due, Exceptions, add_workdays, unpublished, workdays_between

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNITS = ("workday", "day", "month", "year", "hour", "day_of_month")

# The clock of each waiting state; a kind with a clock of its own stands in BY_KIND (flows.md's "An application's life").
BY_STATE = {
    "submitted": "precheck",
    "prechecked": "visit",
    "reported": "automatic_check",
    "under_review": "review",
    "awaiting_opinion": "opinion",
    "approved": "detection",
    "returned": "resubmission",
}
BY_KIND = {("password_reset", "under_review"): "password_reset"}


class Deadline(NamedTuple):
    """A due date and the unit of the clock that set it: only working days depend on a calendar."""

    day: date
    unit: str

    def unpublished(self, today: date) -> int | None:
        """The year whose holidays, once they are published, may move this date; None where it stands."""
        return unpublished(today, self.day) if self.unit == "workday" and self.day > today else None


class Clock(NamedTuple):
    """One limit; article is "ours, configurable" where no text sets it."""

    code: str
    name: str
    name_en: str
    unit: str
    amount: int
    start: str
    article: str

    @property
    def configurable(self) -> bool:
        """Whether an installation may choose the amount, since no article sets it."""
        return not self.article.startswith(("P", "R"))


def clock(code: str) -> Clock:
    """The clock of this name; KeyError for an unknown one. One that is younger than the edition held here counts as packaged."""
    row = table("clocks").get(code) or packaged("clocks").get(code)
    if row is None:
        raise KeyError(f"no clock {code!r}")
    return Clock(code, row.name, row.name_en, row.flags["unit"], row.flags["amount"], row.flags["start"], row.source)


def clocks() -> list[Clock]:
    """All clocks in their order."""
    return [clock(row.code) for row in table("clocks").rows]


def clock_of(kind: str, state: str) -> Clock | None:
    """The clock that runs while an application of this kind waits in this state; None where nothing waits."""
    code = BY_KIND.get((kind, state)) or BY_STATE.get(state)
    return clock(code) if code else None


def deadline(kind: str, state: str, due: date | None) -> Deadline | None:
    """The stored due date of an application of this kind in this state, as it is shown."""
    limit = clock_of(kind, state)
    return Deadline(due, limit.unit if limit else "day") if due else None


def due(limit: Clock, start: date | datetime) -> date:
    """The last day of the limit, by the calendar that is held here; a moment counts as its day in Shanghai."""
    return due_by(limit, start).day


def due_by(
    limit: Clock,
    start: date | datetime,
    exceptions: Exceptions | None = None,
    years: Collection[int] | None = None,
) -> Due:
    """The last day of the limit and whether it is certain (False: a year without a published calendar was counted)."""
    if limit.unit == "hour":
        return Due(_day(moment(limit, start)), True)
    day = _day(start)
    if limit.unit == "workday":
        return add_workdays(day, limit.amount, exceptions, years)
    return Due(_shifted(day, limit.unit, limit.amount), True)


def moment(limit: Clock, start: date | datetime) -> datetime:
    """When a limit in hours ends; a bare day begins at 00:00 in Shanghai."""
    if not isinstance(start, datetime):
        start = datetime(start.year, start.month, start.day, tzinfo=SHANGHAI)
    return start + timedelta(hours=limit.amount)


def add_months(day: date, months: int) -> date:
    """The same day months later, clipped to that month's end: 31 January + 1 → 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _day(start: date | datetime) -> date:
    """The day in Shanghai; a moment without a zone is refused, since it names no day."""
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return start.astimezone(SHANGHAI).date()


def _shifted(day: date, unit: str, amount: int) -> date:
    if unit == "day":
        return day + timedelta(days=amount)
    if unit in ("month", "year"):
        return add_months(day, amount * (12 if unit == "year" else 1))
    if unit != "day_of_month":
        raise ValueError(f"a clock's unit is one of {', '.join(UNITS)}, not {unit!r}")
    this = _day_of(day, amount)
    return this if this > day else _day_of(add_months(day.replace(day=1), 1), amount)


def _day_of(month: date, number: int) -> date:
    """That day of the month; its last one where the month has fewer."""
    return month.replace(day=min(number, calendar.monthrange(month.year, month.month)[1]))


def words(
    due: date,
    today: date,
    unit: str = "workday",
    exceptions: Exceptions | None = None,
    years: Collection[int] | None = None,
) -> str:
    """The deadline as people say it: 剩 3 个工作日（12月1日）, 今天到期（12月1日）, 逾期 2 个工作日（12月1日）; other units count days."""
    working = unit == "workday"
    left = workdays_between(today, due, exceptions, years) if working else (due - today).days
    day = _day_words(due, today)
    if due == today:
        return _("今天到期（%(day)s）") % {"day": day}
    return _counted(left, working, late=due < today) % {"number": abs(left), "day": day}


def _counted(left: int, working: bool, *, late: bool) -> str:
    """The sentence for the count, its numbers still open."""
    if late and working:
        return ngettext("逾期 %(number)d 个工作日（%(day)s）", "逾期 %(number)d 个工作日（%(day)s）", abs(left))
    if late:
        return ngettext("逾期 %(number)d 天（%(day)s）", "逾期 %(number)d 天（%(day)s）", abs(left))
    if working:
        return ngettext("剩 %(number)d 个工作日（%(day)s）", "剩 %(number)d 个工作日（%(day)s）", left)
    return ngettext("剩 %(number)d 天（%(day)s）", "剩 %(number)d 天（%(day)s）", left)


def _day_words(day: date, today: date) -> str:
    """12月1日, with the year where it is another: 2027年1月4日; 1 December in English."""
    if (get_language() or "zh-hans").startswith("en"):
        return date_format(day, "j F" if day.year == today.year else "j F Y", use_l10n=False)
    text = f"{day.month}月{day.day}日"
    return text if day.year == today.year else f"{day.year}年{text}"
