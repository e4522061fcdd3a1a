"""What bureaus found in our kept sheets, and our one answer to each result (M12)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from beian.pages import tables
from beian.pages.forms import CodeSelect, PageForm, unprocessable
from beian.people.access import allow
from beian.people.nodes import code_of, here
from beian.reference.tables import table
from provider.applications.models import Application
from provider.organisation import results
from provider.organisation.models import SampleResult
from verification.sampling.causes import label_of

READERS = ("provider_admin", "provider_verifier", "provider_clerk")
ANSWERS = "provider_admin"
PAGE = "provider/organisation/result.html"
STATES = [("open", gettext_lazy("待答复")), ("answered", gettext_lazy("已答复"))]


def asker_name(result: SampleResult) -> str:
    """The bureau that drew it, by its province."""
    return table("provinces").name_of(code_of(result.asker), get_language() or "zh-hans")


def outcome(result: SampleResult) -> str:
    """Failed of n, with the interval."""
    told = {"failed": result.failed, "size": result.size, "low": result.low, "high": result.high}
    return _("%(failed)d / %(size)d（95%% 区间 %(low)s%%–%(high)s%%）") % told


def standing(result: SampleResult) -> tuple[str, str]:
    """In words, and the colour of its badge."""
    if result.answered_at:
        return _("已答复"), "neutral"
    return (_("待答复"), "warning") if result.failed else (_("全部合格"), "success")


class ResultFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("状态"),
        choices=STATES,
        widget=CodeSelect,
        empty_label=gettext_lazy("全部"),
        method="by_state",
    )

    class Meta:
        model = SampleResult
        fields: list[str] = []

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return (
            rows.filter(answered_at=None, failed__gt=0) if value == "open" else rows.filter(answered_at__isnull=False)
        )


class ResultTable(tables.Table):
    columns = (
        tables.Column(
            "month",
            gettext_lazy("上报月份"),
            value=lambda row: f"{row.month:%Y-%m}",
            link=lambda row: here("sample_result", row.uuid),
        ),
        tables.Column("asker", gettext_lazy("抽检的省份"), value=asker_name),
        tables.Column("total", gettext_lazy("当月上报"), kind="number"),
        tables.Column("outcome", gettext_lazy("不合格"), value=outcome),
        tables.Column("state", gettext_lazy("状态"), kind="badge", value=standing),
        tables.Column("closed_at", gettext_lazy("结束时间"), kind="datetime"),
    )
    filterset = ResultFilter
    orders = {"new": ("-id",)}
    name = "sample-results"


class AnswerForm(PageForm):
    text = forms.CharField(
        label=gettext_lazy("答复"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("说明原因和整改情况；只能答复一次。"),
    )


@allow(*READERS)
@require_GET
def sample_results(request: HttpRequest, code: str) -> HttpResponse:
    """Every result that came, newest first."""
    rows = SampleResult.objects.visible_to(request.viewer).defer("items")
    return ResultTable.respond(request, rows, "provider/organisation/results.html")


@allow(*READERS)
@require_GET
def sample_result(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One result: what was found in which filing, and what we said."""
    return render(request, PAGE, _frame(request, _one(request, uuid), AnswerForm()))


@allow(ANSWERS)
@require_POST
def sample_answer(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Answer it, once."""
    found, form = _one(request, uuid), AnswerForm(request.POST)
    if not form.is_valid():
        return unprocessable(request, PAGE, _frame(request, found, form))
    try:
        results.answer(result=found, text=form.cleaned_data["text"], by=request.viewer.user, now=timezone.now())
    except results.Answerless as refusal:
        form.add_error(None, str(refusal))
        return unprocessable(request, PAGE, _frame(request, found, form), status=409)
    return redirect(here("sample_result", uuid))


def _one(request: HttpRequest, uuid: UUID) -> SampleResult:
    return get_object_or_404(SampleResult.objects.visible_to(request.viewer).select_related("answered_by"), uuid=uuid)


def _frame(request: HttpRequest, found: SampleResult, form: AnswerForm) -> dict[str, Any]:
    ours = Application.objects.visible_to(request.viewer).filter(uuid__in=[each["application"] for each in found.items])
    known = {str(row.uuid): row for row in ours.only("id", "uuid", "document")}
    return {
        "result": found,
        "standing": standing(found),
        "facts": [
            (_("抽检的省份"), asker_name(found)),
            (
                _("总体"),
                _("%(month)s 上报的备案，共 %(total)d 件") % {"month": f"{found.month:%Y-%m}", "total": found.total},
            ),
            (_("抽取份数"), found.size),
            (_("不合格"), outcome(found)),
            (_("种子"), found.seed),
        ],
        "lines": [_line(each, known.get(each["application"])) for each in found.items],
        "form": form,
        "may_answer": request.viewer.holds(ANSWERS) and found.answered_at is None,
        "crumbs": [(_("抽检结果"), here("sample_results")), (f"{found.month:%Y-%m}", "")],
    }


def _line(each: dict[str, str], row: Application | None) -> tuple[str, str, tuple[str, str], str]:
    """(whose filing, its page, the finding with its colour, words)."""
    passed = each["finding"] == "pass"
    said = (_("合格"), "success") if passed else (_("不合格：%(cause)s") % {"cause": label_of(each["cause"])}, "danger")
    name = row.document.get("subject", {}).get("name") if row else ""
    return name or each["application"], here("filing", row.uuid) if row else "", said, each.get("words", "")
