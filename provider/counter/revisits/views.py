"""The pages of revisits: plans, the list to work off, one revisit, months (C8)."""

from __future__ import annotations

import secrets

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.pages.components import Tab
from beian.pages.forms import unprocessable
from beian.pages.sheets import asked, download
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.permissions import Refused
from provider.counter.revisits import figures, permissions, tables, transitions
from provider.counter.revisits.forms import NoteForm, PlanForm
from provider.counter.revisits.models import SETTLED, Plan, Revisit
from provider.counter.tables import sites_of, subject_of
from provider.counter.views import STAFF, crumbs, mistake
from provider.hosting.models import AccessStop

TEMPLATES = "provider/revisits"


@allow(*STAFF)
@require_GET
def revisit_list(request: HttpRequest, code: str) -> HttpResponse:
    """What is to be asked this month, what is late, and what waits for an update."""
    tab = request.GET.get("show", "month")
    tab = tab if tab in tables.TABS else "month"
    tabs = [
        Tab(str(label), f"{here('revisit_list')}?show={key}", current=key == tab) for key, label in tables.TABS.items()
    ]
    planned = Plan.objects.visible_to(request.viewer).exists()
    none = {"month": _("本月的回访已全部办完"), "late": _("没有逾期的回访")}.get(tab, _("这里还没有回访"))
    context = {
        "tabs": tabs,
        "none": none if planned else _("还没有回访计划"),
        "done": planned and tab in ("month", "late"),
        "admin": request.viewer.holds("provider_admin"),
    }
    rows = tables.shown(Revisit.objects.visible_to(request.viewer).listed(), tab)
    table = tables.DatedTable if tab in ("promised", "refused") else tables.RevisitTable
    return table.respond(request, rows, f"{TEMPLATES}/list.html", context)


@allow(*STAFF)
@require_http_methods(["GET", "POST"])
def revisit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One filing: what was said so far, and what came of the next contact."""
    record = get_object_or_404(Revisit.objects.visible_to(request.viewer).listed(), pk=pk)
    form = NoteForm(request.POST if request.method == "POST" else None, revisit=record)
    if request.method == "GET":
        return render(request, f"{TEMPLATES}/revisit.html", _frame(record) | {"form": form})
    if not form.is_valid():
        return unprocessable(request, f"{TEMPLATES}/revisit.html", _frame(record) | {"form": form})
    told = form.cleaned_data
    try:
        transitions.note(
            revisit=record,
            how=told["how"],
            result=told["result"],
            note=told["note"],
            due_on=form.due,
            by=request.viewer.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("due_on" if "due_on" in form.data and form.due else None, str(refusal))
        return unprocessable(request, f"{TEMPLATES}/revisit.html", _frame(record) | {"form": form})
    return redirect(f"{here('revisit', pk)}?noted=1")


@allow("provider_admin")
@require_POST
def revisit_stop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The head of filing notes that the access was stopped; the provinces are told."""
    record = get_object_or_404(Revisit.objects.visible_to(request.viewer).listed(), pk=pk)
    try:
        transitions.stop(revisit=record, by=request.viewer.user, now=timezone.now())
    except Refused as refusal:
        context = _frame(record) | {"form": NoteForm(revisit=record), "mistakes": mistake(str(refusal))}
        return unprocessable(request, f"{TEMPLATES}/revisit.html", context)
    return redirect(here("revisit", pk))


def _frame(record: Revisit) -> dict:
    return {
        "revisit": record,
        "name": subject_of(record.application),
        "sites": sites_of(record.application),
        "tone": tables.TONES[record.state],
        "due": tables.due_of(record),
        "attempts": list(record.attempts.select_related("by").order_by("-id")),
        "notable": bool(permissions.results_for(record)),
        "stop_refusal": _stop_refusal(record) if record.state == "refused" else "",
        "crumbs": crumbs((_("回访"), here("revisit_list")), (subject_of(record.application), "")),
    }


def _stop_refusal(record: Revisit) -> str:
    try:
        permissions.check_can_stop(record, now=timezone.now())
    except Refused as refusal:
        return str(refusal)
    return ""


@allow(*STAFF)
@require_GET
def revisit_plans(request: HttpRequest, code: str) -> HttpResponse:
    """The latest plans, with how far each has come."""
    settled, left = Count("revisits", filter=Q(revisits__state__in=SETTLED)), Count("revisits")
    plans = Plan.objects.visible_to(request.viewer).annotate(settled=settled, all=left).order_by("-id")[:100]
    context = {"plans": list(plans), "admin": request.viewer.holds("provider_admin")}
    return render(request, f"{TEMPLATES}/plans.html", context | {"crumbs": _crumbs(_("回访计划"))})


@allow("provider_admin")
@require_http_methods(["GET", "POST"])
def revisit_plan_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new plan; the seed may be anything, and one is proposed."""
    usual = {"first": timezone.localdate(), "months": 3, "share": 10, "quota": 50, "seed": secrets.token_hex(4)}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=usual)
    context = {"form": form, "crumbs": _crumbs(_("新增回访计划"))}
    if request.method == "GET":
        return render(request, f"{TEMPLATES}/plan_new.html", context)
    if not form.is_valid():
        return unprocessable(request, f"{TEMPLATES}/plan_new.html", context)
    try:
        made = transitions.plan(values=form.cleaned_data, by=request.viewer.user, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return unprocessable(request, f"{TEMPLATES}/plan_new.html", context)
    return redirect(here("revisit_plan", made.pk))


@allow(*STAFF)
@require_GET
def revisit_plan(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What a plan drew, from what, by which seed, and how its months stand."""
    record = get_object_or_404(Plan.objects.visible_to(request.viewer).select_related("made_by"), pk=pk)
    done = Count("id", filter=Q(state__in=SETTLED))
    months = record.revisits.order_by("month").values("month").annotate(many=Count("id"), done=done)
    context = {"plan": record, "months": list(months), "crumbs": _crumbs(record.title)}
    return render(request, f"{TEMPLATES}/plan.html", context)


@allow(*STAFF)
@require_GET
def revisit_months(request: HttpRequest, code: str) -> HttpResponse:
    rows, stops = Revisit.objects.visible_to(request.viewer), AccessStop.objects.visible_to(request.viewer)
    sheet = figures.months(request, rows, stops, timezone.now())
    if kind := asked(request, sheet.name):
        return download(sheet, kind)
    return render(request, f"{TEMPLATES}/months.html", {"sheet": sheet, "crumbs": _crumbs(_("每月回访"))})


def _crumbs(last: str) -> list[tuple[str, str]]:
    return crumbs((_("回访"), here("revisit_list")), (last, ""))
