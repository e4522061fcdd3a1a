"""The desk: one page in desk order, kept step by step, and the signature at its end (P10 二(二)1(3)–(6))."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.evidence.beforehand import decode
from beian.evidence.models import EvidenceFile
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.forms import unprocessable
from beian.pages.reasons import reason_rows, reasons_of
from beian.people.access import allow, beforehand
from beian.people.nodes import code_of, here
from provider.applications import questions
from provider.applications.forms import form_of
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter import comparison, originals, permissions, rounds, tables, transitions
from provider.counter.forms import NoteForm, PhotoForm, ReadForm, VersionForm, access_form, range_rows
from provider.counter.models import Visit
from provider.counter.views import crumbs, log_reading, mistake, one

PAGE = "provider/counter/visit.html"
verifier = allow("provider_verifier")


@verifier
@require_GET
def visit(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The desk page. The verifier compares with originals, so it shows values in full, and every opening is logged."""
    record = one(request, uuid)
    if record.state != "prechecked":
        return redirect(here("filing", uuid))
    return _page(request, record)


def _page(request: HttpRequest, record: Application, **shown: Any) -> HttpResponse:
    log_reading(record, "visit")
    return render(request, PAGE, _frame(request, record) | shown)


def _refused(request: HttpRequest, record: Application, **shown: Any) -> HttpResponse:
    log_reading(record, "visit")
    return unprocessable(request, PAGE, _frame(request, record) | shown)


@verifier
@require_POST
def visit_compare(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Keep the ticks; a whole group at once by its button; from here on to a correction, so that no tick is lost on the way."""
    record = _waiting(request, uuid)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _refused(request, record, form=form)
    document = record.open_document()
    seen, compared = _ticks(request, document)
    kept = transitions.save_comparison(
        application=record, seen=seen, compared=compared, version=form.cleaned_data["version"], now=timezone.now()
    )
    if request.headers.get("HX-Request"):
        return render(request, "provider/counter/visit_sign.html", _signing(record, kept, document))
    chosen = request.POST.get("then", "").partition("correct:")[2]
    if chosen in comparison.items(document):
        return redirect(here("visit_correct", uuid, chosen))
    return redirect(f"{here('visit', uuid)}#{_place(request)}")


def _ticks(request: HttpRequest, document: FilingDocument) -> tuple[set[str], set[str]]:
    seen, compared = set(request.POST.getlist("documents")), set(request.POST.getlist("compared"))
    whole = request.POST.get("whole", "")
    if whole == "documents":
        seen |= {original.code for original in originals.originals(document) if original.required}
    groups = comparison.groups(document, compared)
    if whole.isdecimal() and len(whole) < 4 and int(whole) < len(groups):
        compared |= {item.path for item in groups[int(whole)].items}
    return seen, compared


def _place(request: HttpRequest) -> str:
    """Where on the page the next step stands."""
    whole = request.POST.get("whole", "")
    return f"group-{int(whole) + 1}" if whole.isdecimal() and len(whole) < 4 else "compare"


@verifier
@require_http_methods(["GET", "POST"])
def visit_correct(request: HttpRequest, code: str, uuid: UUID, path: str) -> HttpResponse:
    """One item after the originals: old value, new value, why. The sheet records all three."""
    record = _waiting(request, uuid)
    document, kept = record.open_document(), rounds.visit_of(record)
    question = questions.answering(path, questions.all_questions(document))
    if question is None or path not in comparison.items(document):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = form_of([question], document, timezone.localdate())(data, document=document)
    note = NoteForm(data, initial={"version": kept.version})
    lines = {line.path: line for line in reading.lines(document)}
    context = {
        "application": record,
        "line": lines[path],
        "form": form,
        "note": note,
        "crumbs": crumbs((tables.subject_of(record), here("visit", uuid)), (_("现场更正"), "")),
    }
    log_reading(record, "correct")
    if data is None:
        return render(request, "provider/counter/correct.html", context)
    if not all([form.is_valid(), note.is_valid()]):
        return unprocessable(request, "provider/counter/correct.html", context)
    return _correct(request, record, context)


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
    return redirect(f"{here('visit', record.uuid)}#item-{context['line'].path}")


@verifier
@beforehand(decode(photo="desk_photo"))
@require_POST
def visit_photo(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The photo taken at the desk; any other size than 800×600 is refused with the size measured."""
    record = _waiting(request, uuid)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, record, photo_form=form)
    transitions.keep_photo(application=record, prepared=form.prepared, now=timezone.now())
    return redirect(f"{here('visit', uuid)}#photo")


@verifier
@require_POST
def visit_access(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The provider's own data, under its own code (B9)."""
    record = _waiting(request, uuid)
    document = record.open_document()
    form, rows = access_form(request.POST, document, timezone.localdate()), range_rows(request.POST, document)
    if rows.row_asked:
        return _page(request, record, access_form=form.unvalidated(), ranges=rows.with_another_row())
    if not form.join(rows, code_of(request.viewer.node)):
        return _refused(request, record, access_form=form, ranges=rows)
    transitions.set_access(application=record, access=form.access, now=timezone.now())
    return redirect(f"{here('visit', uuid)}#access")


@verifier
@require_POST
def visit_sign(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Sign the sheet: verified, once, by whoever is first."""
    record = _waiting(request, uuid)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _refused(request, record, form=form)
    try:
        transitions.sign(
            application=record, by=request.viewer.user, version=form.cleaned_data["version"], now=timezone.now()
        )
    except Refused as refusal:
        return _refused(request, record, mistakes=mistake(str(refusal)))
    return redirect(here("filing", uuid))


@verifier
@require_POST
def visit_return(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Sent back from the desk, with reasons."""
    record, read = _waiting(request, uuid), ReadForm(request.POST)
    rows = reason_rows(request, record.masked_document(), chosen=True)
    if rows.row_asked:
        return _page(request, record, rows=rows.with_another_row(), returning=True)
    if not all([read.is_valid(), rows.is_valid()]):
        return _refused(request, record, read=read, rows=rows, returning=True)
    transitions.return_visit(
        application=record, reasons=reasons_of(rows), now=timezone.now(), read=read.cleaned_data["revision"]
    )
    return redirect(here("filing", uuid))


def _waiting(request: HttpRequest, uuid: UUID) -> Application:
    """The application, or Conflict where somebody has moved it on meanwhile."""
    record = one(request, uuid)
    permissions.check_stands(record, "prechecked")
    return record


def _frame(request: HttpRequest, record: Application) -> dict:
    document, kept, today = record.open_document(), rounds.visit_of(record), timezone.localdate()
    files = EvidenceFile.objects.visible_to(request.viewer).of(record.uuid)
    return {
        **_signing(record, kept, document),
        "name": tables.subject_of(record),
        "originals": [(original, original.code in kept.documents) for original in originals.originals(document)],
        "groups": comparison.groups(document, kept.compared),
        "files": files.exclude(purpose="desk_photo"),
        "photo": kept.photo,
        "photo_form": PhotoForm(),
        **_access(document, today),
        "read": ReadForm(initial={"revision": record.revision}),
        "rows": reason_rows(request, record.masked_document(), chosen=False),
        "crumbs": crumbs((_("待现场核验"), here("visit_queue")), (tables.subject_of(record), "")),
    }


def _access(document: FilingDocument, today: date) -> dict:
    return {"access_form": access_form(None, document, today), "ranges": range_rows(None, document)}


def _signing(record: Application, kept: Visit, document: FilingDocument) -> dict:
    """How far the desk is, and why the sheet cannot be signed yet."""
    total = len(comparison.items(document))
    return {
        "application": record,
        "visit": kept,
        "total": total,
        "compared": total - permissions.open_items(kept, document),
        "refusal": _sign_refusal(kept, document),
    }


def _sign_refusal(kept: Visit, document: FilingDocument) -> str:
    try:
        permissions.check_can_sign(kept, document)
    except Refused as refusal:
        return str(refusal)
    return ""
