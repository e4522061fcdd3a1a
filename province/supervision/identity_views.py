"""The list of resident-ID numbers that the ministry's check found wrong, for those who review and supervise (M4)."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from beian.pages import reading, tables
from beian.pages.forms import CodeSelect, PageForm, unprocessable
from beian.pages.words import moment
from beian.people.access import allow
from beian.people.nodes import here
from province.supervision import identities as kept
from province.supervision.identities import said
from province.supervision.inspections import IdentityMismatch

READERS = ("province_reviewer", "province_supervisor", "province_leader")
SETTLERS = ("province_reviewer", "province_supervisor")
PAGE = "province/samples/identity.html"
STATES = [("open", gettext_lazy("待处理")), ("settled", gettext_lazy("已处理"))]


def standing(row: IdentityMismatch) -> tuple[str, str]:
    """In words, and the colour of its badge."""
    return (_("已处理"), "neutral") if row.settled_at else (_("待处理"), "danger")


class IdentityFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("状态"),
        choices=STATES,
        widget=CodeSelect,
        empty_label=gettext_lazy("全部"),
        method="by_state",
    )
    provider = django_filters.CharFilter(label=gettext_lazy("服务商代码"), max_length=32)

    class Meta:
        model = IdentityMismatch
        fields: list[str] = []

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(settled_at__isnull=value == "open")


class IdentityTable(tables.Table):
    columns = (
        tables.Column(
            "masked",
            gettext_lazy("身份证号码（遮盖）"),
            kind="identifier",
            link=lambda row: here("identity", row.pk),
        ),
        tables.Column("item", gettext_lazy("位置"), value=lambda row: reading.label_of(row.item)),
        tables.Column("said", gettext_lazy("核查结果"), value=said),
        tables.Column("subject", gettext_lazy("主办者"), value=lambda row: row.case.subject_name if row.case else ""),
        tables.Column("provider_name", gettext_lazy("接入服务商")),
        tables.Column("found_at", gettext_lazy("核查时间"), kind="datetime"),
        tables.Column("state", gettext_lazy("状态"), kind="badge", value=standing),
        tables.Column("note", gettext_lazy("处理说明"), optional=True),
    )
    filterset = IdentityFilter
    orders = {"new": ("-id",)}
    name = "identities"


class NoteForm(PageForm):
    note = forms.CharField(
        label=gettext_lazy("处理说明"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("核实的情况和处理结果；不要写出完整的证件号码。"),
    )


@allow(*READERS)
@require_GET
def identities(request: HttpRequest, code: str) -> HttpResponse:
    """Numbers in filings of this province that are wrong, or that nobody knows; newest first, masked."""
    rows = IdentityMismatch.objects.visible_to(request.viewer).select_related("case")
    return IdentityTable.respond(request, rows, "province/samples/identities.html")


@allow(*READERS)
@require_GET
def identity(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One of them: what is wrong, in which case, and what came of it."""
    return render(request, PAGE, _frame(request, _one(request, pk), NoteForm()))


@allow(*SETTLERS)
@require_POST
def settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say what came of it."""
    found, form = _one(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return unprocessable(request, PAGE, _frame(request, found, form))
    try:
        kept.settle(mismatch=found, note=form.cleaned_data["note"], by=request.viewer.user, now=timezone.now())
    except kept.Settled as refusal:
        form.add_error(None, str(refusal))
        return unprocessable(request, PAGE, _frame(request, found, form), status=409)
    return redirect(here("identity", pk))


def _one(request: HttpRequest, pk: int) -> IdentityMismatch:
    rows = IdentityMismatch.objects.visible_to(request.viewer).select_related("case", "settled_by")
    return get_object_or_404(rows, pk=pk)


def _frame(request: HttpRequest, found: IdentityMismatch, form: NoteForm) -> dict[str, Any]:
    settled = [
        (_("处理说明"), found.note),
        (_("处理人"), found.settled_by.name if found.settled_by else ""),
        (_("处理时间"), moment(found.settled_at) if found.settled_at else ""),
    ]
    return {
        "mismatch": found,
        "standing": standing(found),
        "facts": [
            (_("身份证号码（遮盖）"), found.masked),
            (_("位置"), reading.label_of(found.item)),
            (_("核查结果"), said(found)),
            (_("主办者"), found.case.subject_name if found.case else ""),
            (_("接入服务商"), found.provider_name),
            (_("上报轮次"), found.round),
            (_("核查时间"), moment(found.found_at)),
            *(settled if found.settled_at else []),
        ],
        "form": form,
        "may_settle": request.viewer.holds(*SETTLERS) and found.settled_at is None,
        "crumbs": [(_("身份证核查不一致"), here("identities")), (found.masked, "")],
    }
