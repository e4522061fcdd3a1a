"""The list of appointments, for searching and for files."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.pages import tables
from beian.pages.days import DayFilter
from beian.pages.forms import CodeSelect, DateInput
from beian.people.nodes import here
from provider.counter.appointments.models import Booking, State
from provider.counter.tables import subject_of

TONES = {"booked": "info", "came": "success", "missed": "danger", "cancelled": "neutral", "moved": "neutral"}


class BookingFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=State.choices, widget=CodeSelect, empty_label=_("不限")
    )
    subject = django_filters.CharFilter(
        field_name="application__document__subject__name", lookup_expr="icontains", label=_("主办者"), max_length=100
    )
    first = DayFilter(field_name="day", lookup_expr="gte", label=_("起始日期"), widget=DateInput)
    last = DayFilter(field_name="day", lookup_expr="lte", label=_("截止日期"), widget=DateInput)

    class Meta:
        model = Booking
        fields: list[str] = []


class BookingTable(tables.Table):
    """Every appointment and visit, what comes next first or the latest day first."""

    columns = (
        tables.Column(
            "application",
            _("主办者"),
            value=lambda one: subject_of(one.application),
            link=lambda one: here("filing", one.application.uuid),
        ),
        tables.Column("day", _("日期"), kind="date"),
        tables.Column("hours", _("时间"), kind="identifier"),
        tables.Column("desk__name", _("核验点")),
        tables.Column("state", _("状态"), kind="badge", value=lambda one: (one.state_label, TONES[one.state])),
        tables.Column("walk_in", _("方式"), value=lambda one: _t("未预约到场") if one.walk_in else _t("预约")),
        tables.Column("reason", _("取消原因"), value=lambda one: one.get_reason_display() if one.reason else ""),
        tables.Column("due_on", _("办理期限"), kind="deadline", value=lambda one: _due(one)),
        tables.Column("made_at", _("预约时间"), kind="datetime", optional=True),
    )
    filterset = BookingFilter
    orders = {"next": ("day", "start", "id"), "late": ("-day", "-start", "-id")}
    order_labels = {"next": _("日期早的在前"), "late": _("日期晚的在前")}
    name = "bookings"


def _due(booking: Booking) -> Any:
    """The end of the month of B5, while the application still waits for a visit."""
    return booking.application.deadline if booking.application.state == "prechecked" else None


# What is over is read from its end.
BACKWARDS = ("missed", "all")
TABS = {"coming": _("未来"), "today": _("今天"), "missed": _("未到场"), "all": _("全部")}


def shown(rows: QuerySet[Booking], tab: str) -> QuerySet[Booking]:
    today = timezone.localdate()
    match tab:
        case "today":
            return rows.filter(day=today).exclude(state__in=(State.MOVED, State.CANCELLED))
        case "missed":
            return rows.filter(state=State.MISSED)
        case "all":
            return rows
    return rows.open().from_day(today)
