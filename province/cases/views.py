"""The lists that reviewers work from, and where everybody of the province lands."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from beian.editions.shifts import DueShift
from beian.pages.components import Tab
from beian.pages.navigation import links_for
from beian.people.access import allow
from beian.people.nodes import here
from beian.people.roles import titles
from beian.reference.workdays import add_workdays
from province.cases import transitions
from province.cases.counts import bounded
from province.cases.models import Case, CaseQuerySet, Relation
from province.cases.tables import CaseTable, ShiftTable, SupervisedTable

READERS = ("province_reviewer", "province_supervisor", "province_leader", "province_support")
# Who answers for the work of others begins with how much of it there is (B21).
OVERSEERS = ("province_supervisor", "province_leader")
SOON = 3  # working days


class Part(NamedTuple):
    """One tab of the queue, with the words for when it is empty; `cheap` where it is counted."""

    label: str
    cases: CaseQuerySet
    none: str
    cheap: bool = True


@allow(*READERS, "operations", "system_admin", "security_admin", "audit_admin")
@require_GET
def home(request: HttpRequest, code: str) -> HttpResponse:
    """Where somebody lands after signing in: the load for who oversees, the queue for who reviews, else the first page of his role."""
    viewer = request.viewer
    if viewer.holds(*OVERSEERS) and not viewer.holds("province_reviewer"):
        return redirect(here("load"))
    if viewer.holds(*READERS):
        return redirect(here("queue"))
    links = links_for(node=viewer.node, roles=viewer.roles, path=request.path)
    return redirect(links[0].url) if links else render(request, "people/landing.html", {"roles": titles(viewer.roles)})


@allow(*READERS)
@require_GET
def queue(request: HttpRequest, code: str) -> HttpResponse:
    """What this province decides: mine, to claim, due soon, overdue, returned, second look, all."""
    parts = _parts(request, timezone.now())
    shown = request.GET.get("show", "open")
    shown = shown if shown in parts else "open"
    context = {
        "tabs": _tabs(parts, shown),
        "none": parts[shown].none,
        "none_kind": "nothing" if shown == "all" else "done",
        "may_claim": request.viewer.holds("province_reviewer"),
        "second": shown == "second",
        "found_nothing": "nothing" in request.GET,
    }
    if shown == "overdue":
        context |= _late(request)
    return CaseTable.respond(request, parts[shown].cases, "province/cases/queue.html", context)


def _tabs(parts: dict[str, Part], shown: str) -> list[Tab]:
    """The tabs with their counts, as far as counting is cheap."""
    counts = bounded({key: part.cases for key, part in parts.items() if part.cheap})
    return [
        Tab(part.label, f"{here('queue')}?show={key}", counts.get(key), current=key == shown)
        for key, part in parts.items()
    ]


def _parts(request: HttpRequest, now: datetime) -> dict[str, Part]:
    cases = Case.objects.visible_to(request.viewer).filter(relation=Relation.SUBJECT).listed()
    waiting = cases.to_decide()
    today = timezone.localdate(now)
    soon = add_workdays(today, SOON).day
    mine = cases.in_review().held_by(request.viewer.user, now)
    return {
        "mine": Part(_("我在办"), mine, _("您手上没有案件")),
        "open": Part(_("待领取"), waiting.free(now), _("没有案件等待领取")),
        "soon": Part(_("即将到期"), waiting.due_by(soon), _("三个工作日内没有到期的案件")),
        "overdue": Part(_("已逾期"), cases.in_review().overdue(today), _("没有逾期的案件")),
        "returned": Part(_("已退回"), cases.filter(state="returned"), _("没有退回后等待修改的案件")),
        "second": Part(_("待复核"), cases.for_second_look(), _("没有等待复核的案件")),
        "all": Part(_("全部"), cases, _("本省还没有收到案件"), cheap=False),
    }


def _late(request: HttpRequest) -> dict:
    """Whose reviews are past their limit, and what was returned and never mended (B21)."""
    today, cases = timezone.localdate(), Case.objects.visible_to(request.viewer).filter(relation=Relation.SUBJECT)
    late = [(name or _("无人领取"), many) for name, many in cases.overdue_by_reviewer(today)]
    return {"late": late, "junk": cases.junk(today).count()}


@allow(*READERS)
@require_GET
def shifts(request: HttpRequest, code: str) -> HttpResponse:
    """Due dates that a new calendar or new clocks have moved, the latest first."""
    moved = DueShift.objects.visible_to(request.viewer)
    return ShiftTable.respond(request, moved, "pages/shifts.html")


@allow(*READERS)
@require_GET
def supervised(request: HttpRequest, code: str) -> HttpResponse:
    """Filings of this province's providers whose subject is elsewhere: persons masked, nothing to decide (decision 4)."""
    cases = Case.objects.visible_to(request.viewer).filter(relation=Relation.PROVIDER).listed()
    return SupervisedTable.respond(request, cases, "province/cases/supervised.html")


@allow("province_reviewer")
@require_POST
def claim_next(request: HttpRequest, code: str) -> HttpResponse:
    """The most urgent case that nobody has in hand, to decide or to look at again; where none waits, the queue says so."""
    second = request.POST.get("second") == "1"
    case = transitions.claim_next(by=request.viewer.user, now=timezone.now(), second=second)
    nothing = "?show=second&nothing=1" if second else "?nothing=1"
    return redirect(here("queue") + nothing if case is None else here("case", case.pk))
