"""The papers: brought from a phone's camera or the disk, seen again, replaced, or taken over from an earlier application."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from beian.evidence.models import EvidenceFile
from beian.filing.documents import FilingDocument
from beian.pages.forms import unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications import mending, papers, questions, transitions
from provider.applications.judgement import page_of
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.applications.reaching import TEMPLATES, conflict, crumbs_within, mine


def answer(request: HttpRequest, record: Application, document: FilingDocument) -> HttpResponse:
    """The papers' page: whatever was chosen is kept together or, where one is refused, not at all."""
    only = mending.open_papers(record, document)
    if only == []:
        return redirect(here("application_mend", record.uuid))
    files, bound = list(papers.kept(record)), request.method == "POST"
    form = papers.PapersForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        document=document,
        there={file.purpose for file in files},
        only=only,
        known=papers.known_elsewhere(request.viewer, record),
    )
    if bound and form.is_valid():
        return _kept(request, record, form)
    context = _context(request, record, document) | {
        "form": form,
        "papers": papers.on_page(record, document, form, files),
    }
    return (unprocessable if bound else render)(request, f"{TEMPLATES}/papers.html", context)


def _kept(request: HttpRequest, record: Application, form: papers.PapersForm) -> HttpResponse:
    try:
        transitions.keep_papers(application=record, prepared=form.prepared, reused=form.reused)
    except Refused as refusal:
        raise conflict(record, refusal) from refusal
    again = (form.prepared or form.reused) and request.POST.get("then") == "stay"
    if again:
        return redirect(here("application_page", record.uuid, "documents"))
    return redirect(here("application_check", record.uuid))


def _context(request: HttpRequest, record: Application, document: FilingDocument) -> dict:
    pages, title = questions.pages_of(document), questions.title_of("documents", document)
    reasons = mending.reasons_of(record, document)
    return {
        "application": record,
        "title": title,
        "step": pages.index("documents") + 1,
        "steps": len(pages),
        "reasons": [one for one in reasons if one.item and page_of(one.item, document) == "documents"],
        "then": "check" if "check" in (request.GET.get("then"), request.POST.get("then")) else "",
        "crumbs": crumbs_within(record, title),
    }


@allow("site_owner")
@require_GET
def application_paper(request: HttpRequest, code: str, uuid: UUID, paper: UUID) -> HttpResponse:
    """One stored paper as the clerk will see it, large, with what it is for; whoever opens the picture itself is logged there."""
    record = mine(request, uuid)
    file = EvidenceFile.objects.visible_to(request.viewer).of(record.uuid).filter(uuid=paper).first()
    if file is None:
        raise Http404
    context = {
        "application": record,
        "file": file,
        "hint": papers.hint_of(file.purpose, record.masked_document()),
        "replaceable": record.open_to_owner,
        "crumbs": crumbs_within(record, file.label),
    }
    return render(request, f"{TEMPLATES}/paper.html", context)
