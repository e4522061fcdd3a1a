"""The full check of resident-ID numbers: what is wrong first, and how much of each month is done (M4)."""

from __future__ import annotations

from datetime import date

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from beian.pages import reading, tables
from beian.pages.components import Tab
from beian.pages.forms import CodeSelect, PageForm, unprocessable
from beian.pages.months import MonthField, MonthFilter
from beian.pages.sheets import Figure, Head, Line, Sheet, asked, choices, download
from beian.people.access import allow
from beian.people.nodes import here
from ministry.register.tables import names_of, province_name
from ministry.supervision import identity_figures
from ministry.supervision.centre_models import IdentityCheck
from ministry.supervision.identities import SOURCE, said_of
from ministry.supervision.identity_figures import Done
from verification.sources import results

READERS = ("filing_centre", "ministry_supervisor")
LIST, COUNTS = "ministry/centre/identities.html", "ministry/centre/identity_counts.html"
State = IdentityCheck.State
TONES = {
    State.WAITING: "info",
    State.MATCH: "success",
    State.MISMATCH: "danger",
    State.UNKNOWN: "danger",
    State.UNAVAILABLE: "warning",
}


class IdentityFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("结果"), choices=State.choices, widget=CodeSelect, empty_label=gettext_lazy("全部")
    )
    province = django_filters.ChoiceFilter(
        label=gettext_lazy("主体所在省"),
        choices=names_of("provinces"),
        widget=CodeSelect,
        empty_label=gettext_lazy("全部"),
    )
    provider = django_filters.CharFilter(label=gettext_lazy("服务商代码"), max_length=32)
    month = MonthFilter(label=gettext_lazy("上报月份"), help_text=gettext_lazy("例如 2026-11"))

    class Meta:
        model = IdentityCheck
        fields: list[str] = []


def said(check: IdentityCheck) -> str:
    """What is wrong with it, or why there is no answer, in words."""
    if check.findings:
        return _("；").join(map(said_of, check.findings))
    return results.words_of(SOURCE, check.codes)


class IdentityTable(tables.Table):
    columns = (
        tables.Column("masked", gettext_lazy("身份证号码（遮盖）"), kind="identifier"),
        tables.Column("item", gettext_lazy("位置"), value=lambda check: reading.label_of(check.item)),
        tables.Column(
            "state",
            gettext_lazy("结果"),
            kind="badge",
            value=lambda check: (check.get_state_display(), TONES[State(check.state)]),
        ),
        tables.Column("said", gettext_lazy("说明"), value=said),
        tables.Column("province", gettext_lazy("主体所在省"), value=lambda check: province_name(check.province)),
        tables.Column("provider_name", gettext_lazy("接入服务商")),
        tables.Column("reported_at", gettext_lazy("上报时间"), kind="datetime"),
        tables.Column("checked_at", gettext_lazy("核查时间"), kind="datetime", optional=True),
        tables.Column("told_at", gettext_lazy("通知省局时间"), kind="datetime", optional=True),
    )
    filterset = IdentityFilter
    orders = {"urgent": ("urgency", "-id"), "new": ("-id",)}
    order_labels = {"urgent": gettext_lazy("不一致的在前"), "new": gettext_lazy("新上报的在前")}
    name = "identities"


@allow(*READERS)
@require_safe
def identities(request: HttpRequest) -> HttpResponse:
    """Every number that was checked or waits, wrong ones first; masked."""
    rows: QuerySet = IdentityCheck.objects.visible_to(request.viewer)
    return IdentityTable.respond(request, rows, LIST, {"tabs": _tabs("identities")})


class MonthForm(PageForm):
    month = MonthField(label=gettext_lazy("上报月份"), required=False, help_text=gettext_lazy("例如 2026-11"))


@allow(*READERS)
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """By province and provider: how many numbers came in a month, and how many of them have a verdict."""
    now = timezone.now()
    form = MonthForm(request.GET)
    if not form.is_valid():
        return unprocessable(request, COUNTS, {"form": form, "tabs": _tabs("identity_counts")})
    month = form.cleaned_data["month"] or identity_figures.month_of(now)
    lines = identity_figures.figures(request.viewer, month)
    sheet = _sheet(request, lines, month)
    sheet.as_of = now
    if kind := asked(request, sheet.name):
        return download(sheet, kind)
    whole = identity_figures.total(lines)
    context = {"form": form, "month": month, "whole": whole, "sheet": sheet, "tabs": _tabs("identity_counts")}
    return render(request, COUNTS, context)


def _sheet(request: HttpRequest, lines: list[Done], month: date) -> Sheet:
    heads = [Head(_("主体所在省"), "text"), Head(_("接入服务商"), "text"), Head(_("上报")), Head(_("身份证号码"))]
    heads += [Head(_("已核查")), Head(_("核查比例")), Head(_("不一致")), Head(_("查无此号")), Head(_("待核查"))]
    title = _("%(month)s 上报的身份证号码") % {"month": f"{month:%Y-%m}"}
    empty = _("这个月没有上报")
    rows = [_line(each, month) for each in lines]
    return Sheet("identity-counts", title, heads, rows, None, empty, choices(request, "identity-counts"))


def _line(each: Done, month: date) -> Line:
    where = {"province": each.province, "provider": each.provider, "month": f"{month:%Y-%m}"}

    def behind(**more: str) -> str:
        return f"{here('identities')}?{urlencode(where | more)}"

    cells = [
        Figure(province_name(each.province)),
        Figure(each.name),
        Figure(each.reports),
        Figure(each.numbers, behind()),
    ]
    cells += [Figure(each.checked), Figure(each.share, tone="success" if each.complete else "warning")]
    cells += [Figure(each.wrong, behind(state="mismatch")), Figure(each.unknown, behind(state="unknown"))]
    return Line([*cells, Figure(each.open)])


def _tabs(current: str) -> list[Tab]:
    labels = {"identities": _("核查清单"), "identity_counts": _("按省份和服务商")}
    return [Tab(label, here(name), current=name == current) for name, label in labels.items()]
