"""The lists of revisits."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beian.pages import tables
from beian.pages.forms import CodeSelect
from beian.people.nodes import here
from beian.reference.clocks import Deadline
from provider.counter.revisits.models import DATED, SETTLED, WAITING, Revisit, State
from provider.counter.tables import sites_of, subject_of

TONES = {
    "planned": "info",
    "unreachable": "warning",
    "consistent": "success",
    "promised": "warning",
    "updated": "success",
    "refused": "danger",
    "stopped": "danger",
}
TABS = {
    "month": _("本月待办"),
    "late": _("已逾期"),
    "promised": _("等待更新"),
    "refused": _("拒绝更新"),
    "settled": _("已办结"),
    "all": _("全部"),
}


class RevisitFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=State.choices, widget=CodeSelect, empty_label=_("不限")
    )
    subject = django_filters.CharFilter(
        field_name="application__document__subject__name", lookup_expr="icontains", label=_("主办者"), max_length=100
    )
    plan = django_filters.CharFilter(field_name="plan__title", lookup_expr="icontains", label=_("计划"), max_length=60)

    class Meta:
        model = Revisit
        fields: list[str] = []


def due_of(revisit: Revisit) -> Deadline | None:
    """By when the owner updates, while that is awaited."""
    return Deadline(revisit.due_on, "day") if revisit.due_on and revisit.state in DATED else None


class RevisitTable(tables.Table):
    columns = (
        tables.Column(
            "application",
            _("主办者"),
            value=lambda one: subject_of(one.application),
            link=lambda one: here("revisit", one.pk),
        ),
        tables.Column("sites", _("网站"), value=lambda one: sites_of(one.application)),
        tables.Column("number", _("备案号"), kind="identifier", value=lambda one: one.application.filing_number),
        tables.Column("month", _("计划月份"), value=lambda one: f"{one.month:%Y-%m}"),
        tables.Column("state", _("状态"), kind="badge", value=lambda one: (one.state_label, TONES[one.state])),
        tables.Column("due_on", _("更新期限"), kind="deadline", value=due_of),
        tables.Column("state_since", _("最近变动"), kind="datetime"),
        tables.Column("plan__title", _("计划"), optional=True),
    )
    filterset = RevisitFilter
    orders = {"month": ("month", "position", "id"), "due": ("due_on", "id"), "new": ("-state_since", "-id")}
    order_labels = {"month": _("按计划先后"), "due": _("先到期的在前"), "new": _("新变动的在前")}
    name = "revisits"


class DatedTable(RevisitTable):
    """Those that carry a date: what ends first stands first."""

    orders = {"due": ("due_on", "id"), "new": ("-state_since", "-id")}
    order_labels = {"due": _("先到期的在前"), "new": _("新变动的在前")}


def shown(rows: QuerySet[Revisit], tab: str) -> QuerySet[Revisit]:
    today = timezone.localdate()
    match tab:
        case "late":
            return rows.late(today)
        case "promised":
            return rows.filter(state=State.PROMISED)
        case "refused":
            return rows.filter(state__in=(State.REFUSED, State.STOPPED))
        case "settled":
            return rows.filter(state__in=SETTLED)
        case "all":
            return rows
    return rows.filter(state__in=WAITING, month__lte=today.replace(day=1))
