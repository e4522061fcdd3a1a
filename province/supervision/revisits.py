"""Filings whose owners refused to update, so that their providers stopped the access (C8, R12(4)): for reviewers and supervisors."""

from __future__ import annotations

import django_filters
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from beian.pages import tables
from beian.pages.components import Tab
from beian.pages.forms import CodeSelect
from beian.people.access import allow
from beian.people.nodes import code_of, here
from beian.people.scope import current
from province.supervision.models import UpdateRefusal

TONES = {"stopped": "danger", "resumed": "success"}


class RefusalFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=list(UpdateRefusal.STATES.items()), widget=CodeSelect, empty_label=_("不限")
    )
    subject = django_filters.CharFilter(
        field_name="subject_name", lookup_expr="icontains", label=_("主办者"), max_length=100
    )
    number = django_filters.CharFilter(field_name="number", lookup_expr="icontains", label=_("备案号"), max_length=40)
    provider = django_filters.CharFilter(
        field_name="provider_name", lookup_expr="icontains", label=_("接入服务商"), max_length=100
    )

    class Meta:
        model = UpdateRefusal
        fields: list[str] = []


def _place(refusal: UpdateRefusal) -> str:
    """Why this bureau knows of it."""
    own = code_of(current().node)
    return _t("主体在本省") if refusal.subject_province == own else _t("服务商在本省")


class RefusalTable(tables.Table):
    columns = (
        tables.Column("number", _("备案号"), kind="identifier"),
        tables.Column("subject_name", _("主办者")),
        tables.Column("provider_name", _("接入服务商")),
        tables.Column("place", _("与本局的关系"), value=_place),
        tables.Column("state", _("状态"), kind="badge", value=lambda one: (one.state_label, TONES[one.state])),
        tables.Column("refused_on", _("拒绝日期"), kind="date"),
        tables.Column("due_on", _("警告期限"), kind="date"),
        tables.Column("stopped_on", _("停止接入日期"), kind="date"),
        tables.Column("resumed_on", _("恢复日期"), kind="date"),
        tables.Column("told_at", _("收到时间"), kind="datetime", optional=True),
    )
    filterset = RefusalFilter
    orders = {"new": ("-stopped_on", "-id"), "old": ("stopped_on", "id")}
    order_labels = {"new": _("新停止的在前"), "old": _("早停止的在前")}
    name = "refusals"
    parameters = ("show",)


@allow("province_reviewer", "province_supervisor")
@require_GET
def refusals(request: HttpRequest, code: str) -> HttpResponse:
    """Which accesses are stopped for a refusal, the newest first."""
    rows, own = UpdateRefusal.objects.visible_to(request.viewer), code_of(request.viewer.node)
    shown = request.GET.get("show", "")
    shown = shown if shown in ("subject", "provider") else ""
    if shown == "subject":
        rows = rows.filter(subject_province=own)
    elif shown == "provider":
        rows = rows.exclude(subject_province=own)
    labels = {"": _t("全部"), "subject": _t("主体在本省"), "provider": _t("服务商在本省")}
    url = here("refusals")
    tabs = [Tab(label, f"{url}?show={key}" if key else url, current=key == shown) for key, label in labels.items()]
    return RefusalTable.respond(request, rows, "province/supervision/refusals.html", {"tabs": tabs})
