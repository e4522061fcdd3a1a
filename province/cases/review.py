"""One case: the review page, taking it in hand, deciding it, looking at somebody else's decision, and reading its personal items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.pages.errors import Conflict
from beian.pages.forms import ROW_BUTTON, Mistake, PageFormSet, unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from province.cases import library, marks, readings, second, transitions
from province.cases.forms import AGREE, FILL, MARKS, DecisionForm, LookForm, RevealForm, Standing
from province.cases.library import Reason
from province.cases.models import Case
from province.cases.page import PAGE, conflict_words, crumbs, frame, one
from province.cases.permissions import LeaseOver, Refused
from province.cases.views import READERS

REVEAL = "province/cases/reveal.html"


@allow(*READERS)
@require_GET
def case(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The review page: fields left, evidence right, automatic checks, what changed since the last round, history."""
    return render(request, PAGE, frame(request, one(request, pk)))


@allow("province_reviewer")
@require_POST
def case_claim(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take this case in hand for a quarter of an hour, or prolong it."""
    return _in_hand(request, pk, transitions.claim, here("case", pk))


@allow("province_reviewer")
@require_POST
def case_release(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the case back, so that somebody else may take it at once."""
    return _in_hand(request, pk, transitions.release, here("queue"))


def _in_hand(request: HttpRequest, pk: int, verb: Callable, then: str) -> HttpResponse:
    found = one(request, pk)
    try:
        verb(case=found, by=request.viewer.user, now=timezone.now())
    except Refused as refusal:
        mistakes = {"mistakes": [Mistake(str(refusal), "")]}
        return unprocessable(request, PAGE, frame(request, found) | mistakes)
    except Conflict:
        if "HX-Request" not in request.headers:
            raise
    if "HX-Request" in request.headers:  # prolonged in place: the page as it stands now, which names whoever was faster
        return render(request, PAGE, frame(request, one(request, pk)))
    return redirect(then)


@allow("province_reviewer")
@require_POST
def case_decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Approve or send back, then open the next. Whoever decides second is told who decided first, and when (F25)."""
    found, form, reasons = one(request, pk), DecisionForm(request.POST), library.in_use()
    if form.returns and request.POST.get(ROW_BUTTON):
        return _another_row(request, found, form, reasons)
    rows = marks.rows(request, found.masked_document(), reasons, sent=form.returns)

    def word() -> Case:
        return second.decide(
            **_word(request, found, form),
            approves=not form.returns,
            reasons=marks.reasons_of(rows, reasons) if form.returns else [],
            opened=readings.opened(case=found, by=request.viewer.user),
        )

    if form.is_valid() and (not form.returns or rows.is_valid()):
        return _decided(request, found, form, word, {"form": form, "rows": rows, "returning": form.returns})
    return unprocessable(request, PAGE, _kept(request, found, form, rows, reasons))


@allow("province_reviewer")
@require_POST
def case_look(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The second look at somebody else's decision: agree, and it is sent on; or not, and it goes back to review."""
    found, form = one(request, pk), LookForm(request.POST)

    def word() -> Case:
        given = _word(request, found, form)
        if form.cleaned_data["decision"] == AGREE:
            return second.agree(**given, opened=readings.opened(case=found, by=request.viewer.user))
        return second.disagree(**given, words=form.cleaned_data["words"])

    if form.is_valid():
        return _decided(request, found, form, word, {"look_form": form}, second_look=True)
    return unprocessable(request, PAGE, frame(request, found) | {"look_form": form})


def _word(request: HttpRequest, found: Case, form: Standing) -> dict[str, Any]:
    """By whom and when, of which state of the case; a claim that has run out must be taken again, which one button does."""
    given = form.cleaned_data
    by, now = request.viewer.user, timezone.now()
    if given["again"]:
        transitions.claim(case=found, by=by, now=now)
    return {"case": found, "by": by, "now": now, "read": given["revision"], "leased": given["leased"]}


def _decided(
    request: HttpRequest,
    found: Case,
    form: Standing,
    word: Callable[[], Case],
    kept: Mapping[str, Any],
    *,
    second_look: bool = False,
) -> HttpResponse:
    """Carry out the word and go on; a refusal keeps everything that was written, with the sentence, and 409 where somebody was faster."""
    try:
        word()
    except (Refused, Conflict) as refusal:
        return _refused(request, found, form, refusal, kept)
    return _onward(request, found, form, second_look=second_look)


def _refused(
    request: HttpRequest, found: Case, form: Standing, refusal: Refused | Conflict, kept: Mapping[str, Any]
) -> HttpResponse:
    faster = isinstance(refusal, Conflict)
    form.add_error(None, conflict_words(refusal) if isinstance(refusal, Conflict) else str(refusal))
    context = frame(request, one(request, found.pk)) | dict(kept)
    context |= {"again": isinstance(refusal, LeaseOver), "unsent": marks.written(request)}
    return unprocessable(request, PAGE, context, status=409 if faster else 422)


def _onward(request: HttpRequest, found: Case, form: Standing, *, second_look: bool) -> HttpResponseRedirect:
    """The next case of the same kind, with what was done to the last one; that one itself where none waits or none was asked for."""
    if not form.cleaned_data["next"]:
        return redirect(here("case", found.pk))
    following = transitions.claim_next(by=request.viewer.user, now=timezone.now(), second=second_look)
    if following is None:
        return redirect(here("case", found.pk) + "?none=1")
    return redirect(f"{here('case', following.pk)}?done={found.pk}")


def _another_row(request: HttpRequest, found: Case, form: DecisionForm, reasons: Mapping[str, Reason]) -> HttpResponse:
    """The page again with a row more, a row for each marked field, or the library's words in the rows: nothing is judged yet."""
    rows = marks.rows(request, found.masked_document(), reasons, sent=True)
    if request.POST[ROW_BUTTON] in (MARKS, FILL):
        rows = marks.composed(request, found.masked_document(), reasons, found.findings)
    elif rows.row_asked:
        rows = rows.with_another_row()
    context = frame(request, found, reasons) | {"form": form.unvalidated(), "rows": rows, "returning": True}
    return render(request, PAGE, context)


def _kept(
    request: HttpRequest, found: Case, form: DecisionForm, rows: PageFormSet, reasons: Mapping[str, Reason]
) -> dict[str, Any]:
    return frame(request, found, reasons) | {"form": form, "rows": rows, "returning": form.returns}


@allow("province_reviewer")
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_store=True)
def case_reveal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The personal items in full, once, to a reviewer of the subject's province who says why (Q2)."""
    cases = Case.objects.visible_to(request.viewer).exclude(wrapped_key=None)
    found, form = get_object_or_404(cases, pk=pk), RevealForm(request.POST if request.method == "POST" else None)
    trail = [*crumbs(found)[:-1], (found.subject_name, here("case", pk)), (_("查看完整信息"), "")]
    context = {"case": found, "form": form, "crumbs": trail}
    if request.method == "GET":
        return render(request, REVEAL, context)
    if not form.is_valid():
        return unprocessable(request, REVEAL, context)
    document = readings.personal(case=found, reason=form.cleaned_data["reason"])
    return render(request, "province/cases/revealed.html", context | {"groups": readings.groups(document)})
