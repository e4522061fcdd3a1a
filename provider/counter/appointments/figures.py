"""Appointments by month: how many were made for it, how many came, how many did not (B5)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest
from django.utils.translation import gettext as _

from beian.pages.sheets import Figure, Head, Line, Sheet, choices
from beian.people.nodes import here
from beian.reference.clocks import add_months
from provider.counter.appointments.models import Booking, State
from provider.counter.appointments.slots import DAY

MONTHS = 24


def months(request: HttpRequest, rows: QuerySet[Booking], now: datetime) -> Sheet:
    """The last two years, the latest month first: one statement."""
    heads = [Head(_("月份"), "text"), Head(_("预约")), Head(_("到场")), Head(_("未到场")), Head(_("未到场率"))]
    heads += [Head(_("取消或改期")), Head(_("未预约到场"))]
    lines = [_line(row) for row in counted(rows)]
    return Sheet(
        "booking-months", _("每月预约和到场"), heads, lines, now, _("还没有预约"), choices(request, "booking-months")
    )


def counted(rows: QuerySet[Booking]) -> list[dict]:
    """A month's `booked` are those that were not given back: came, missed, or still expected."""
    given_back = (State.MOVED, State.CANCELLED)
    found = rows.order_by().annotate(month=TruncMonth("day")).values("month")
    counts = found.annotate(
        booked=Count("id", filter=Q(walk_in=False) & ~Q(state__in=given_back)),
        came=Count("id", filter=Q(walk_in=False, state=State.CAME)),
        missed=Count("id", filter=Q(state=State.MISSED)),
        given_back=Count("id", filter=Q(state__in=given_back)),
        walk_ins=Count("id", filter=Q(walk_in=True)),
    )
    return list(counts.order_by("-month")[:MONTHS])


def _line(row: dict) -> Line:
    first: date = row["month"]
    done = row["came"] + row["missed"]
    rate = f"{row['missed'] * 100 / done:.1f}%" if done else None
    return Line(
        [
            Figure(_("%(year)d年%(month)d月") % {"year": first.year, "month": first.month}),
            Figure(row["booked"]),
            Figure(row["came"]),
            Figure(row["missed"], _missed(first) if row["missed"] else ""),
            Figure(rate),
            Figure(row["given_back"]),
            Figure(row["walk_ins"]),
        ]
    )


def _missed(first: date) -> str:
    """The list of that month's missed ones."""
    last = add_months(first, 1) - DAY
    return f"{here('booking_list')}?show=missed&first={first.isoformat()}&last={last.isoformat()}"
