"""The sheet on paper: a page for the printer and a draft as PDF, before it is signed and after. Every opening shows persons in full and is logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from beian.evidence.models import EvidenceFile
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.models import Application
from provider.counter import comparison, originals, permissions, reporting, tables
from provider.counter.desk import Desk
from provider.counter.views import crumbs, log_reading, one
from verification.sheet import contents, paper, printing
from verification.sheet.contents import Contents
from verification.sheet.models import SheetPrint, VerificationSheet

PRINTERS = ("provider_verifier", "provider_admin")


@dataclass(frozen=True)
class Standing:
    """A sheet as it stands now: what it says, its signature where there is one, and its last print."""

    contents: Contents
    sheet: VerificationSheet | None
    digest: bytes
    print: SheetPrint | None

    @property
    def stale(self) -> bool:
        """Whether what was printed last no longer says what the record says."""
        return self.print is not None and bytes(self.print.digest) != self.digest


def standing(record: Application) -> Standing:
    """The sheet of this round: what was signed, or what would be signed now."""
    sheet = VerificationSheet.objects.filter(application=record.uuid, round=record.round).first()
    told = _signed(record, sheet) if sheet else _now(record)
    return Standing(told, sheet, printing.current(told), printing.last(record.uuid, record.round))


def _signed(record: Application, sheet: VerificationSheet) -> Contents:
    return contents.contents(
        filing=record.open_document(),
        originals=sheet.documents,
        compared=sheet.compared,
        corrections=sheet.corrections,
        facts=sheet.facts,
        now=sheet.signed_at,
    )


def _now(record: Application) -> Contents:
    desk = Desk.of(record)
    compared = desk.visit.compared if desk.to_compare else comparison.values(desk.document)
    return contents.contents(
        filing=desk.document,
        originals=originals.in_words(desk.document, desk.visit.documents),
        compared=compared,
        corrections=desk.visit.corrections,
        facts=reporting.facts(desk),
        now=timezone.now(),
    )


@allow(*PRINTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_print(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The page for the printer; a POST notes that it is printed now."""
    record = _with_a_sheet(request, uuid)
    found = standing(record)
    if request.method == "POST":
        _printed(request, record, found)
        return redirect(here("sheet_print", uuid))
    log_reading(record, "sheet_print")
    return render(request, "provider/counter/sheet_print.html", _frame(request, record, found))


@allow(*PRINTERS)
@require_POST
def sheet_draft(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The two copies as a PDF that says on every page that nobody has signed it; once signed, the sealed PDF is the one."""
    record = _with_a_sheet(request, uuid)
    found = standing(record)
    if found.sheet is not None and found.sheet.paper is not None:
        return redirect(here("evidence_file", found.sheet.paper))
    _printed(request, record, found)
    log_reading(record, "sheet_draft")
    photo = _photo_of(record)
    picture = paper.picture_of(photo, reason="sheet_draft")
    pdf = paper.made(found.contents, number="", digest="", signer="", picture=picture, now=timezone.now(), draft=True)
    name = content_disposition_header(True, _("核验单（未签署）") + ".pdf") or "attachment"
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _with_a_sheet(request: HttpRequest, uuid: UUID) -> Application:
    """An application at the desk, or one whose sheet of this round is signed; Conflict for any other."""
    record = one(request, uuid)
    sheets = VerificationSheet.objects.visible_to(request.viewer)
    if not sheets.filter(application=record.uuid, round=record.round).exists():
        permissions.check_stands(record, "prechecked")
    return record


def _photo_of(record: Application) -> UUID | None:
    photo = Desk.of(record).visit.photo
    return photo.uuid if photo else None


def _printed(request: HttpRequest, record: Application, found: Standing) -> None:
    printing.printed(
        application=record.uuid, round=record.round, digest=found.digest, by=request.viewer.user, now=timezone.now()
    )


def _frame(request: HttpRequest, record: Application, found: Standing) -> dict[str, Any]:
    sheet, name = found.sheet, tables.subject_of(record)
    paper_kept = sheet is not None and sheet.paper is not None
    photo = EvidenceFile.objects.visible_to(request.viewer).kept().filter(uuid=_photo_of(record)).first()
    return {
        "application": record,
        "standing": found,
        "sheet": sheet,
        "blocks": [(kind, title) for kind, title in found.contents.blocks],
        "contents": found.contents,
        "words": found.contents.wording.for_template(),
        "photo": photo,
        "paper": here("evidence_file", sheet.paper) if sheet and paper_kept else "",
        "office": paper.office(),
        "document_number": sheet.number if sheet else _("未签署"),
        "crumbs": crumbs(
            (_("待现场核验"), here("visit_queue")), (name, here("filing", record.uuid)), (_("打印核验单"), "")
        ),
    }
