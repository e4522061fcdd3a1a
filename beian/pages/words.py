"""Numbers and dates as people say them. A due date is a date that ends at 24:00 in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

KIB = 1024


def day(value: date | None, *, today: date | None = None) -> str:
    """2026年12月1日; without the year when `today` lies in the same one."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    short = today is not None and today.year == value.year
    return format_date(value, _("n月j日") if short else _("Y年n月j日"))


def moment(value: datetime | None) -> str:
    """2026-12-01 14:05, in Asia/Shanghai."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def size(count: int | None) -> str:
    """Bytes as 12 B, 340 KB, 1.2 MB."""
    if count is None:
        return ""
    if count < KIB:
        return f"{count} B"
    return f"{count / KIB:.0f} KB" if count < KIB * KIB else f"{count / KIB / KIB:.1f} MB"


def deadline(due: date | None, *, today: date, left: int, working: bool = True) -> tuple[str, str]:
    """The words and the tone. `left` counts from today (exclusive) to `due` (inclusive), or back when it is past: working days, else days."""
    if due is None:
        return "—", "neutral"
    values = {"n": left, "day": day(due, today=today)}
    if due < today:
        return _late(left, working) % values, "danger"
    if due == today:
        return _("今天到期（%(day)s）") % values, "warning"
    return _ahead(left, working) % values, "warning" if left <= 2 else "neutral"


def _late(left: int, working: bool) -> str:
    if not left:
        return _("已逾期（%(day)s）")
    if working:
        return ngettext("已逾期 %(n)d 个工作日（%(day)s）", "已逾期 %(n)d 个工作日（%(day)s）", left)
    return ngettext("已逾期 %(n)d 天（%(day)s）", "已逾期 %(n)d 天（%(day)s）", left)


def _ahead(left: int, working: bool) -> str:
    if working:
        return ngettext("剩 %(n)d 个工作日（%(day)s）", "剩 %(n)d 个工作日（%(day)s）", left)
    return ngettext("剩 %(n)d 天（%(day)s）", "剩 %(n)d 天（%(day)s）", left)


def doubt(year: int | None) -> str:
    """That a date may move, since the holidays of that year are not known yet."""
    return _("%(year)d年放假安排尚未公布，日期可能调整") % {"year": year} if year else ""
