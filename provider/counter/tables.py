"""The counter's lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.editions.lists import DueShiftTable
from beian.filing import rules, states
from beian.pages import tables, words
from beian.people.nodes import here
from provider.applications.models import Application
from provider.counter.models import Call, Outcome

TONES = {
    "submitted": "info",
    "prechecked": "info",
    "verified": "info",
    "granted": "success",
    "returned": "warning",
    "conflicted": "danger",
    "withdrawn": "neutral",
    "lapsed": "neutral",
}


def subject_of(application: Application) -> str:
    """The subject's name as the open part has it: a person's is masked."""
    return application.document.get("subject", {}).get("name") or _t("（未填写名称）")


def sites_of(application: Application) -> str:
    """Name and first domain of each site."""
    named = (
        " ".join((site.get("name", ""), *site.get("domains", [])[:1])) for site in application.document.get("sites", [])
    )
    return "、".join(name.strip() for name in named if name.strip())


# What the filter of a list offers as limits, and as who filled the form in.
DUE = [
    ("overdue", _("已逾期")),
    ("today", _("今天到期")),
    ("soon", _("3 天内到期")),
    ("week", _("7 天内到期")),
]
DAYS_AHEAD = {"today": 0, "soon": 3, "week": 7}
FILLED_BY = [("owner", _("主办者自行填写")), ("clerk", _("受理员代填"))]
STATES = [choice for choice in states.APPLICATION.choices if choice[0] != "draft"]


def _named() -> django_filters.Filter:
    return django_filters.CharFilter(
        field_name="document__subject__name", lookup_expr="icontains", label=_("主办者"), max_length=100
    )


def _hosted() -> django_filters.Filter:
    """The whole domain, in whatever spelling."""
    return django_filters.CharFilter(method="by_domain", label=_("域名"), max_length=255)


def _chosen(method: str, label: Any, choices: list) -> django_filters.Filter:
    return django_filters.ChoiceFilter(method=method, label=label, choices=choices, empty_label=_("不限"))


class Narrowing(tables.FilterSet):
    """How the lists of applications are narrowed."""

    def by_domain(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(document__sites__contains=[{"domains": [rules.normal("sites[].domains[]", value)]}])

    def by_due(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        if value == "overdue":
            return rows.filter(due_on__lt=today)
        return rows.filter(due_on__range=(today, today + timedelta(days=DAYS_AHEAD[value])))

    def by_filler(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(on_behalf=value == "clerk")


class QueueFilter(Narrowing):
    subject, domain = _named(), _hosted()
    due = _chosen("by_due", _("办理期限"), DUE)
    filled_by = _chosen("by_filler", _("由谁填写"), FILLED_BY)

    class Meta:
        model = Application
        fields: list[str] = []


class ApplicationFilter(Narrowing):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=STATES, empty_label=_("不限"))
    subject, domain = _named(), _hosted()
    due = _chosen("by_due", _("办理期限"), DUE)
    filled_by = _chosen("by_filler", _("由谁填写"), FILLED_BY)
    number = django_filters.CharFilter(
        field_name="filing_number", lookup_expr="icontains", label=_("备案号"), max_length=32
    )

    class Meta:
        model = Application
        fields: list[str] = []


def _columns(page: Callable[[Application], str]) -> tuple[tables.Column, ...]:
    return (
        tables.Column("subject", _("主办者"), value=subject_of, link=lambda one: here(page(one), one.uuid)),
        tables.Column("sites", _("网站"), value=sites_of),
        tables.Column(
            "state", _("状态"), kind="badge", value=lambda one: (one.state_label, TONES.get(one.state, "info"))
        ),
        tables.Column("round", _("提交次数"), kind="number"),
        tables.Column("due_on", _("办理期限"), kind="deadline", value=lambda one: one.deadline),
        tables.Column("submitted_at", _("提交时间"), kind="datetime"),
    )


def _page(name: str) -> Callable[[Application], str]:
    return lambda one: name


class FilingTable(tables.Table):
    """Every application that was handed in here."""

    columns = (*_columns(_page("filing")), tables.Column("filing_number", _("备案号"), kind="identifier"))
    filterset = ApplicationFilter
    orders = {"new": ("-id",), "due": ("due_on", "id")}
    order_labels = {"new": _("新提交的在前"), "due": _("先到期的在前")}
    name = "filings"


class ShiftTable(DueShiftTable):
    """Due dates that an edition moved."""

    columns = DueShiftTable.drawn(states.APPLICATION, link=lambda shift: here("filing", shift.application))


class DueTable(tables.Table):
    """What waits for somebody's turn, the most urgent first."""

    filterset: ClassVar = QueueFilter
    orders = {"due": ("due_on", "id"), "new": ("-id",)}
    order_labels = {"due": _("先到期的在前"), "new": _("新提交的在前")}


class PrecheckTable(DueTable):
    """`holder` is who has it open just now; see claims.with_holder."""

    columns = (
        *_columns(lambda one: "precheck" if one.state == "submitted" else "filing"),
        tables.Column("holder", _("正在核对"), value=lambda one: one.holder or ""),
    )
    name = "prechecks"


class VisitTable(DueTable):
    """`booked_day` and `booked_start` are its appointment; see appointments.standing.with_booking."""

    columns = (
        *_columns(_page("visit")),
        tables.Column(
            "booked", _("预约"), value=lambda one: _booked(one), link=lambda one: here("filing_booking", one.uuid)
        ),
    )
    name = "visits"


def _booked(application: Any) -> str:
    """When he comes, or what is to be done about it."""
    if application.booked_day is None:
        return _t("代为预约")
    return f"{words.day(application.booked_day, today=timezone.localdate())} {application.booked_start:%H:%M}"


class ReportTable(DueTable):
    columns = _columns(_page("filing"))
    name = "reports"


class CallFilter(tables.FilterSet):
    outcome = django_filters.ChoiceFilter(label=_("结果"), choices=Outcome.choices, empty_label=_("不限"))
    by = django_filters.CharFilter(field_name="by__name", lookup_expr="icontains", label=_("联系人员"), max_length=100)
    subject = django_filters.CharFilter(
        field_name="application__document__subject__name", lookup_expr="icontains", label=_("主办者"), max_length=100
    )

    class Meta:
        model = Call
        fields: list[str] = []


class CallTable(tables.Table):
    """Who was called about what, and what came of it; no number stands in it."""

    columns = (
        tables.Column(
            "application",
            _("主办者"),
            value=lambda call: subject_of(call.application),
            link=lambda call: here("filing", call.application.uuid),
        ),
        tables.Column("item_label", _("联系方式")),
        tables.Column(
            "outcome",
            _("结果"),
            kind="badge",
            value=lambda call: (call.outcome_label, "success" if call.outcome == Outcome.REACHED else "warning"),
        ),
        tables.Column("note", _("备注")),
        tables.Column("by__name", _("联系人员")),
        tables.Column("at", _("时间"), kind="datetime"),
    )
    filterset = CallFilter
    orders = {"new": ("-id",)}
    name = "calls"


# Tab → the states that it shows.
SHOWN = {
    "open": ("submitted", "prechecked", "verified"),
    "away": ("reported", "under_review", "awaiting_opinion", "approved", "conflicted"),
    "returned": ("returned",),
    "granted": ("granted",),
    "ended": ("withdrawn", "lapsed"),
}
TABS = {
    "overdue": _("已逾期"),
    "all": _("全部"),
    "open": _("在本单位"),
    "away": _("已上报"),
    "returned": _("已退回"),
    "granted": _("已备案"),
    "ended": _("已结束"),
}
# Tab of the precheck queue → the states that it shows.
PRECHECKS = {
    "overdue": "submitted",
    "all": "submitted",
    "soon": "submitted",
    "returned": "returned",
    "passed": "prechecked",
}
PRECHECK_TABS = {
    "overdue": _("已逾期"),
    "all": _("待办"),
    "soon": _("即将到期"),
    "returned": _("已退回"),
    "passed": _("已通过"),
}
HANDED_IN = tuple(code for code in states.APPLICATION.states if code != "draft")
