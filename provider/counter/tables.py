"""The counter's lists."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.editions.lists import DueShiftTable
from beian.filing import states
from beian.pages import tables
from beian.people.nodes import here
from provider.applications.models import Application

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


class ApplicationFilter(tables.FilterSet):
    subject = django_filters.CharFilter(
        field_name="document__subject__name", lookup_expr="icontains", label=_("主办者"), max_length=100
    )
    number = django_filters.CharFilter(
        field_name="filing_number", lookup_expr="icontains", label=_("备案号"), max_length=32
    )

    class Meta:
        model = Application
        fields: list[str] = []


def _columns(page: str) -> tuple[tables.Column, ...]:
    return (
        tables.Column("subject", _("主办者"), value=subject_of, link=lambda one: here(page, one.uuid)),
        tables.Column("sites", _("网站"), value=sites_of),
        tables.Column(
            "state", _("状态"), kind="badge", value=lambda one: (one.state_label, TONES.get(one.state, "info"))
        ),
        tables.Column("round", _("提交次数"), kind="number"),
        tables.Column("due_on", _("办理期限"), kind="deadline", value=lambda one: one.deadline),
        tables.Column("submitted_at", _("提交时间"), kind="datetime"),
    )


class FilingTable(tables.Table):
    """Every application that was handed in here."""

    columns = (*_columns("filing"), tables.Column("filing_number", _("备案号"), kind="identifier"))
    filterset = ApplicationFilter
    orders = {"new": ("-id",), "due": ("due_on", "id")}
    order_labels = {"new": _("新提交的在前"), "due": _("先到期的在前")}
    name = "filings"


class ShiftTable(DueShiftTable):
    """Due dates that an edition moved."""

    columns = DueShiftTable.drawn(states.APPLICATION, link=lambda shift: here("filing", shift.application))


class DueTable(tables.Table):
    """What waits for somebody's turn, the most urgent first."""

    filterset = ApplicationFilter
    orders = {"due": ("due_on", "id"), "new": ("-id",)}
    order_labels = {"due": _("先到期的在前"), "new": _("新提交的在前")}


class PrecheckTable(DueTable):
    columns = _columns("precheck")
    name = "prechecks"


class VisitTable(DueTable):
    columns = _columns("visit")
    name = "visits"


class ReportTable(DueTable):
    columns = _columns("filing")
    name = "reports"


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
HANDED_IN = tuple(code for code in states.APPLICATION.states if code != "draft")
