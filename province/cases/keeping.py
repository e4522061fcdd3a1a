"""The pages of the reasons library and of the second look's rate: everybody reads them, the supervisor keeps them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.pages.errors import Conflict
from beian.pages.forms import mistakes, unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from province.cases import library, second
from province.cases.forms import EditionForm, LibraryFilter, LibraryForm, RateForm, item_choices
from province.cases.library import Reason
from province.cases.records import SecondLookRate
from province.cases.views import READERS

KEEPER = "province_supervisor"
FORM = "province/cases/reason.html"
RATE = "province/cases/second_look_rate.html"


@allow(*READERS)
@require_GET
def reasons(request: HttpRequest, code: str) -> HttpResponse:
    """The library: the common list and the bureau's own, with how often each was given in the last ninety days."""
    form = LibraryFilter(request.GET or {})
    asked = form.cleaned_data if form.is_valid() else {}
    counts = library.usage(now=timezone.now())
    found = [] if form.errors else [one for one in library.every().values() if _fits(one, asked)]
    labels, wrong = dict(item_choices()), mistakes(form)
    context = {
        "filter": SimpleNamespace(form=form),  # as the component of tables takes it
        "lines": [(one, labels.get(one.item, one.item), counts.get(one.code, 0)) for one in found],
        "filtered": any(asked.values()),
        "here": here("reasons"),
        "may_keep": request.viewer.holds(KEEPER),
        "mistakes": wrong,
        "refused": bool(wrong),
    }
    return render(request, "province/cases/reasons.html", context, status=422 if wrong else 200)


def _fits(one: Reason, asked: dict[str, Any]) -> bool:
    origin, state = asked.get("origin"), asked.get("state")
    if origin and one.own != (origin == "own") or state and one.retired != (state == "retired"):
        return False
    return bool(library.search(asked.get("words", ""), [one]))


@allow("province_reviewer")
@require_GET
def reason_search(request: HttpRequest, code: str) -> HttpResponse:
    """The reasons that fit what the reviewer types, for the list under the search field; whoever opens the address gets the library."""
    if "HX-Request" not in request.headers:
        return redirect(here("reasons"))
    words = request.GET.get("words", "").replace("\x00", "")[:60]
    found = library.search(words, library.in_use().values()) if words.strip() else []
    return render(request, "province/cases/reasons_found.html", {"found": found, "words": words.strip()})


@allow(KEEPER)
@require_http_methods(["GET", "POST"])
def reason_add(request: HttpRequest, code: str) -> HttpResponse:
    """A reason of the bureau's own."""
    form = LibraryForm(request.POST if request.method == "POST" else None, initial={"version": 0})
    context = {"form": form, "title": _("新增退回理由"), "crumbs": _crumbs(_("新增退回理由"))}
    if request.method == "GET":
        return render(request, FORM, context)
    try:
        if form.is_valid():
            library.add(by=request.viewer.user, now=timezone.now(), **_words(form))
            return redirect(here("reasons"))
    except library.Full:
        form.add_error(None, _("理由库已满，请改写已有的理由。"))
    return unprocessable(request, FORM, context)


@allow(KEEPER)
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One reason: its words to change, which makes the next edition, and all editions so far."""
    known = _known(number)
    form = LibraryForm(request.POST if request.method == "POST" else None, initial=_as_kept(known))
    context = _edited(known, form)
    if request.method == "GET":
        return render(request, FORM, context)
    if known.fixed:
        form.add_error(None, _("“其他”由审核员自己写明，不能修改。"))
    if form.is_valid():
        _edit(request, known, form.cleaned_data["version"], retired=known.retired, **_words(form))
        return redirect(here("reasons"))
    return unprocessable(request, FORM, context)


@allow(KEEPER)
@require_POST
def reason_retire(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a reason out of use, or into use again: an edition too, since what was returned with it keeps it."""
    known, form = _known(number), EditionForm(request.POST)
    if known.fixed or not form.is_valid():
        return unprocessable(request, FORM, _edited(known, LibraryForm(initial=_as_kept(known))) | {"edition": form})
    _edit(request, known, form.cleaned_data["version"], retired="restore" not in request.POST)
    return redirect(here("reasons"))


def _as_kept(known: Reason) -> dict[str, Any]:
    return {name: getattr(known, name) for name in LibraryForm.base_fields}


def _edit(request: HttpRequest, known: Reason, version: int, **change: Any) -> None:
    try:
        library.edit(number=known.number, known=version, by=request.viewer.user, now=timezone.now(), **change)
    except library.Stale as stale:
        made = stale.made
        what = _("已把这条理由改为第 %(version)d 版") % {"version": made.version}
        raise Conflict(
            who=made.made_by.name, what=what, when=made.made_at, back=here("reason", known.number)
        ) from stale


def _known(number: int) -> Reason:
    found = library.every().get(number)
    if found is None:
        raise Http404
    return found


def _edited(known: Reason, form: LibraryForm) -> dict[str, Any]:
    return {
        "form": form,
        "title": known.title,
        "reason": known,
        "editions": library.editions(known.number),
        "crumbs": _crumbs(known.title),
    }


def _words(form: LibraryForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("label", "item", "text", "suggestion", "article")}


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("退回理由库"), here("reasons")), (title, "")]


@allow(*READERS)
@require_GET
def second_look_rate(request: HttpRequest, code: str) -> HttpResponse:
    """How many decisions a second person looks at, and who set it when."""
    return render(request, RATE, _rate_frame(request))


@allow(KEEPER)
@require_POST
def second_look_rate_set(request: HttpRequest, code: str) -> HttpResponse:
    """Another rate, for decisions from now on."""
    form = RateForm(request.POST)
    if not form.is_valid():
        return unprocessable(request, RATE, _rate_frame(request) | {"form": form})
    given = form.cleaned_data
    try:
        second.set_rate(
            percent=given["percent"],
            note=given["note"],
            by=request.viewer.user,
            now=timezone.now(),
            known=given["known"],
        )
    except second.Stale as stale:
        newest = SecondLookRate.objects.visible_to(request.viewer).select_related("set_by").latest("id")
        what = _("已把复核比例改为 %(percent)d%%") % {"percent": newest.percent}
        raise Conflict(who=newest.set_by.name, what=what, when=newest.set_at, back=here("second_look_rate")) from stale
    return redirect(here("second_look_rate"))


def _rate_frame(request: HttpRequest) -> dict[str, Any]:
    lines = list(SecondLookRate.objects.visible_to(request.viewer).select_related("set_by").order_by("-id")[:50])
    percent = lines[0].percent if lines else 0
    return {
        "lines": lines,
        "percent": percent,
        "may_keep": request.viewer.holds(KEEPER),
        "form": RateForm(initial={"known": lines[0].pk if lines else 0, "percent": percent}),
    }
