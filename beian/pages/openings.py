"""Who opened which document when and why: for whoever supervises those who may open them (Q2, M12)."""

from __future__ import annotations

import django_filters
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from beian.evidence.models import EvidenceReading
from beian.evidence.openings import LABELS, label_of
from beian.pages import tables
from beian.pages.days import DayFilter
from beian.pages.forms import CodeSelect, DateInput
from beian.people.access import allow

OVERSEERS = ("provider_admin", "province_supervisor", "province_leader", "audit_admin")


class OpeningFilter(tables.FilterSet):
    application = django_filters.UUIDFilter(field_name="evidence__application", label=_("申请编号"))
    reason = django_filters.ChoiceFilter(
        label=_("事由"), choices=list(LABELS.items()), widget=CodeSelect, empty_label=_("全部")
    )
    first = DayFilter(field_name="at", lookup_expr="date__gte", label=_("起始日期"), widget=DateInput)
    last = DayFilter(field_name="at", lookup_expr="date__lte", label=_("截止日期"), widget=DateInput)

    class Meta:
        model = EvidenceReading
        fields: list[str] = []


class OpeningTable(tables.Table):
    columns = (
        tables.Column("at", _("时间"), kind="datetime"),
        tables.Column("actor_label", _("打开人")),
        tables.Column("paper", _("材料"), value=lambda row: row.evidence.label),
        tables.Column("reason", _("事由"), value=lambda row: label_of(row.reason)),
        tables.Column("application", _("申请编号"), kind="identifier", value=lambda row: str(row.evidence.application)),
    )
    filterset = OpeningFilter
    orders = {"new": ("-id",)}
    name = "openings"


@allow(*OVERSEERS)
@require_GET
def openings(request: HttpRequest, code: str = "") -> HttpResponse:
    """Every opening at this node, the latest first; `?application=` narrows it to one filing."""
    rows = EvidenceReading.objects.visible_to(request.viewer).select_related("evidence")
    return OpeningTable.respond(request, rows, "evidence/openings.html")


patterns = [path("openings/", openings, name="openings")]
