"""One case: the review page, taking it in hand, deciding it, and reading its personal items."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.audit.models import AuditEntry
from beian.pages import reading
from beian.pages.errors import Conflict
from beian.pages.forms import Mistake, unprocessable
from beian.pages.reasons import PAPERS, reason_rows, reasons_of
from beian.pages.words import moment
from beian.people.access import allow
from beian.people.nodes import here
from province.cases import changes, history, permissions, readings, sheets, transitions
from province.cases.forms import DecisionForm, RevealForm
from province.cases.models import Case
from province.cases.permissions import Refused
from province.cases.views import READERS

PAGE = "province/cases/case.html"
REVEAL = "province/cases/reveal.html"


def one(request: HttpRequest, pk: int) -> Case:
    cases = Case.objects.visible_to(request.viewer).select_related("claimed_by", "decided_by")
    return get_object_or_404(cases, pk=pk)


@allow(*READERS)
@require_GET
def case(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The review page: fields left, evidence right, automatic checks, what changed since the last round, history."""
    return render(request, PAGE, _frame(request, one(request, pk)))


@allow("province_reviewer")
@require_POST
def case_claim(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take this case in hand for a quarter of an hour, or prolong it."""
    found = one(request, pk)
    try:
        transitions.claim(case=found, by=request.viewer.user, now=timezone.now())
    except Refused as refusal:
        mistakes = {"mistakes": [Mistake(str(refusal), "")]}
        return unprocessable(request, PAGE, _frame(request, found) | mistakes)
    return redirect(here("case", pk))


@allow("province_reviewer")
@require_POST
def case_decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Approve or send back. Whoever decides second is told who decided first, and when (F25)."""
    found, form = one(request, pk), DecisionForm(request.POST)
    rows = reason_rows(request, found.masked_document(), chosen=form.returns)
    if form.returns and rows.row_asked:
        return render(request, PAGE, _frame(request, found) | {"rows": rows.with_another_row(), "returning": True})
    try:
        if form.is_valid() and (not form.returns or rows.is_valid()):
            _decide(request, found, form, rows)
            return redirect(here("case", pk))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return unprocessable(
        request, PAGE, _frame(request, found) | {"form": form, "rows": rows, "returning": form.returns}
    )


def _decide(request: HttpRequest, found: Case, form: DecisionForm, rows) -> None:
    word = {"case": found, "by": request.viewer.user, "now": timezone.now(), "read": form.cleaned_data["revision"]}
    if form.returns:
        transitions.send_back(**word, reasons=reasons_of(rows))
    else:
        transitions.approve(**word)


@allow("province_reviewer")
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_store=True)
def case_reveal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The personal items in full, once, to a reviewer of the subject's province who says why (Q2)."""
    cases = Case.objects.visible_to(request.viewer).exclude(wrapped_key=None)
    found, form = get_object_or_404(cases, pk=pk), RevealForm(request.POST if request.method == "POST" else None)
    crumbs = [*_crumbs(found)[:-1], (found.subject_name, here("case", pk)), (_("查看完整信息"), "")]
    context = {"case": found, "form": form, "crumbs": crumbs}
    if request.method == "GET":
        return render(request, REVEAL, context)
    if not form.is_valid():
        return unprocessable(request, REVEAL, context)
    document = readings.personal(case=found, reason=form.cleaned_data["reason"])
    return render(request, "province/cases/revealed.html", context | {"groups": readings.groups(document)})


def _frame(request: HttpRequest, found: Case) -> dict:
    """What the review page shows. Personal items stay masked: a reviewer who needs one asks for it with a reason."""
    document, now = found.masked_document(), timezone.now()
    lines = reading.groups(document)
    return _rounds(found) | {
        "case": found,
        "groups": lines,
        "labels": reading.labels(document),
        "places": {line.path: f"#item-{line.path}" for group in lines for line in group.lines}
        | dict.fromkeys(PAPERS, "#papers"),
        "sheet": sheets.facts(found),
        "corrections": sheets.corrections(found),
        "files": found.evidence.visible_to(request.viewer),
        "earlier_files": found.earlier_evidence.visible_to(request.viewer),
        "timeline": history.timeline(_entries(request, found), found),
        "form": DecisionForm(initial={"revision": found.revision}),
        "rows": reason_rows(request, document, chosen=False),
        "may": _may(request, found, now),
        "crumbs": _crumbs(found),
    }


def _rounds(found: Case) -> dict:
    """The last round beside this one, where there was one."""
    last = changes.last_round(found)
    if last is None:
        return {}
    changed = changes.since(last, found)
    return {"last": last, "changes": changed, "untouched": changes.untouched(last, changed)}


def _entries(request: HttpRequest, found: Case):
    entries = AuditEntry.objects.filter(node=request.viewer.node, subject_kind="application")
    return entries.filter(subject_id=str(found.application), verb__startswith="case.").order_by("id")


def _crumbs(found: Case) -> list[tuple[str, str]]:
    first = (_("审核队列"), here("queue")) if found.decides_here else (_("外省主体（监督）"), here("supervised"))
    return [first, (found.subject_name, "")]


def _may(request: HttpRequest, found: Case, now: datetime) -> dict:
    """What stands in the way of claiming and of approving, in the words that doing it would meet; empty where nothing does."""
    viewer, asked = request.viewer, {"case": found, "by": request.viewer.user, "now": now}
    reviewer = viewer.holds("province_reviewer")
    refusal = _said(partial(permissions.check_can_claim, **asked)) if reviewer else _not_a_reviewer(found)
    return {
        "refusal": refusal,
        "approve_refusal": refusal or _said(partial(permissions.check_can_approve, **asked)),
        "held": found.in_hand(now) and found.claimed_by_id == viewer.user.pk,
        "reveal": reviewer and found.wrapped_key is not None,
        "next": reviewer and found.decides_here and found.state != "under_review",
    }


def _not_a_reviewer(found: Case) -> str:
    return _("只有审核员可以作出审核决定。") if found.state == "under_review" and found.decides_here else ""


def _said(check) -> str:
    try:
        check()
    except Refused as refusal:
        return str(refusal)
    except Conflict as conflict:
        when = f"（{moment(conflict.when)}）" if conflict.when else ""
        return f"{conflict.who}：{conflict.what}{when}"
    return ""
