"""The desk: one page in desk order, kept step by step, and the signature at its end (P10 二(二)1(3)–(6))."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.forms import unprocessable
from beian.pages.reasons import reason_rows, reasons_of
from beian.people.nodes import here
from provider.applications import questions
from provider.applications.forms import form_of
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter import comparison, deskpage, originals, rounds, tables, transitions
from provider.counter.desk import Desk
from provider.counter.deskpage import onward, verifier, waiting
from provider.counter.forms import DifferForm, NoteForm, ReadForm, VersionForm
from provider.counter.models import Visit
from provider.counter.views import crumbs, filing_frame, log_reading, mistake, one


@verifier
@require_GET
def visit(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The desk page; once the sheet is signed, what is left to do with it."""
    record = one(request, uuid)
    if record.state == "verified":
        return render(request, "provider/counter/visit_signed.html", filing_frame(request, record))
    if record.state != "prechecked":
        return redirect(here("filing", uuid))
    return deskpage.shown(request, record)


@verifier
@require_POST
def visit_begin(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Somebody came without an appointment, or the clerk at the door has not checked him in: the visit begins, the sources are asked."""
    record = waiting(request, uuid)
    transitions.check_in(application=record, by=request.viewer.user, now=timezone.now())
    return onward(uuid)


@verifier
@require_POST
def visit_compare(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Keep the ticks; a whole group at once by its button; from here on to a correction, so that no tick is lost on the way."""
    record = waiting(request, uuid)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return deskpage.refused(request, record, form=form)
    document, kept = record.open_document(), rounds.visit_of(record)
    seen, compared, was = _ticks(request, document, kept)
    kept = transitions.save_comparison(
        application=record,
        seen=seen,
        compared=compared,
        version=form.cleaned_data["version"],
        now=timezone.now(),
        was=was,
    )
    if request.headers.get("HX-Request"):
        ticked = {"seen": sorted(seen), "ticked": sorted(compared), "part": _part(request)}
        context = deskpage.standing(request, Desk(record, kept, document)) | ticked
        return render(request, "provider/counter/visit_kept.html", context)
    return _then(request, uuid, document)


def _then(request: HttpRequest, uuid: UUID, document: FilingDocument) -> HttpResponse:
    """On to what the pressed button asked for: a correction, a note on what differs, the next step."""
    what, _colon, path = request.POST.get("then", "").partition(":")
    if what in ("correct", "differ") and path in comparison.items(document):
        return redirect(here(f"visit_{what}", uuid, path))
    return onward(uuid)


def _part(request: HttpRequest) -> str:
    return "papers" if request.POST.get("part") == "papers" else "compare"


def _ticks(
    request: HttpRequest, document: FilingDocument, kept: Visit
) -> tuple[set[str], set[str], tuple[set[str], set[str]]]:
    """Seen, compared, and what the page had shown as both. A whole group leaves out what was found to differ."""
    post = request.POST
    seen, compared = set(post.getlist("documents")), set(post.getlist("compared"))
    was = (set(post.getlist("was_documents")), set(post.getlist("was_compared")))
    whole = post.get("whole", "")
    if whole == "documents":
        seen |= {original.code for original in originals.originals(document) if original.required}
    groups = comparison.groups(document, kept.compared, kept.differing)
    if whole.isascii() and whole.isdecimal() and len(whole) < 4 and int(whole) < len(groups):
        compared |= {item.path for item in groups[int(whole)].items if not item.note}
    return seen, compared, was


@verifier
@require_http_methods(["GET", "POST"])
def visit_correct(request: HttpRequest, code: str, uuid: UUID, path: str) -> HttpResponse:
    """One item after the originals: old value, new value, why. The sheet records all three."""
    record = waiting(request, uuid)
    document, kept = record.open_document(), rounds.visit_of(record)
    question = questions.answering(path, questions.all_questions(document))
    if question is None or path not in comparison.items(document):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = form_of([question], document, timezone.localdate())(data, document=document)
    note = NoteForm(data, initial={"version": kept.version})
    context = _item_frame(record, document, path, _("现场更正")) | {"form": form, "note": note}
    log_reading(record, "correct")
    if data is None:
        return render(request, "provider/counter/correct.html", context)
    if not all([form.is_valid(), note.is_valid()]):
        return unprocessable(request, "provider/counter/correct.html", context)
    return _correct(request, record, context)


def _item_frame(record: Application, document: FilingDocument, path: str, title: str) -> dict:
    lines = {line.path: line for line in reading.lines(document)}
    return {
        "application": record,
        "line": lines[path],
        "crumbs": crumbs((tables.subject_of(record), here("visit", record.uuid)), (title, "")),
    }


def _correct(request: HttpRequest, record: Application, context: dict) -> HttpResponse:
    said = context["note"].cleaned_data
    try:
        transitions.correct(
            application=record,
            values=context["form"].values,
            note=said["note"],
            by=request.viewer.user,
            version=said["version"],
            now=timezone.now(),
        )
    except Refused as refusal:
        return unprocessable(request, "provider/counter/correct.html", context | {"mistakes": mistake(str(refusal))})
    return redirect(f"{here('visit', record.uuid)}?step=compare#item-{context['line'].path}")


@verifier
@require_http_methods(["GET", "POST"])
def visit_differ(request: HttpRequest, code: str, uuid: UUID, path: str) -> HttpResponse:
    """One item does not agree with the original: where, in words that the owner will read when it goes back."""
    record = waiting(request, uuid)
    document, kept = record.open_document(), rounds.visit_of(record)
    if path not in comparison.items(document):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = DifferForm(data, initial={"version": kept.version})
    context = _item_frame(record, document, path, _("与原件不一致")) | {"form": form}
    log_reading(record, "differ")
    if data is None:
        return render(request, "provider/counter/visit_differ.html", context)
    if not form.is_valid():
        return unprocessable(request, "provider/counter/visit_differ.html", context)
    try:
        transitions.differ(
            application=record, item=path, by=request.viewer.user, now=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        said = {"mistakes": mistake(str(refusal))}
        return unprocessable(request, "provider/counter/visit_differ.html", context | said)
    return redirect(f"{here('visit', uuid)}?step=compare#item-{path}")


@verifier
@require_POST
def visit_sign(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Sign the sheet: verified, once, by whoever is first. The page then offers to report it."""
    record = waiting(request, uuid)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return deskpage.refused(request, record, form=form)
    try:
        transitions.sign(
            application=record, by=request.viewer.user, version=form.cleaned_data["version"], now=timezone.now()
        )
    except Refused as refusal:
        return deskpage.refused(request, record, mistakes=mistake(str(refusal)))
    return redirect(here("visit", uuid))


@verifier
@require_POST
def visit_return(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Sent back from the desk, with reasons."""
    record, read = waiting(request, uuid), ReadForm(request.POST)
    rows = reason_rows(request, record.masked_document(), chosen=True)
    if rows.row_asked:
        return deskpage.shown(request, record, rows=rows.with_another_row(), returning=True)
    if not all([read.is_valid(), rows.is_valid()]):
        return deskpage.refused(request, record, read=read, rows=rows, returning=True)
    transitions.return_visit(
        application=record, reasons=reasons_of(rows), now=timezone.now(), read=read.cleaned_data["revision"]
    )
    return redirect(here("filing", uuid))
