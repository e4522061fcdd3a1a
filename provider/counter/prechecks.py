"""The precheck: one screen with everything, then passed or sent back (B4)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from beian.evidence.models import EvidenceFile
from beian.filing import documents, rules
from beian.pages import reading
from beian.pages.forms import unprocessable
from beian.pages.reasons import reason_rows, reasons_of
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications import hints, papers
from provider.applications.models import Application
from provider.counter import permissions, tables, transitions
from provider.counter.forms import PassForm, ReadForm
from provider.counter.views import crumbs, one

PAGE = "provider/counter/precheck.html"


@allow("provider_clerk")
@require_GET
def precheck(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    record = one(request, uuid)
    if record.state != "submitted":
        return redirect(here("filing", uuid))
    return render(request, PAGE, _frame(request, record))


@allow("provider_clerk")
@require_POST
def precheck_pass(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Passed: the owner is invited to the desk. Whoever decides second is told who was first."""
    record, form = one(request, uuid), PassForm(request.POST)
    permissions.check_stands(record, "submitted")
    if not form.is_valid():
        return unprocessable(request, PAGE, _frame(request, record) | {"form": form})
    transitions.pass_precheck(application=record, now=timezone.now(), read=form.cleaned_data["revision"])
    return redirect(here("filing", uuid))


@allow("provider_clerk")
@require_POST
def precheck_return(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Sent back, item by item, each with its reason."""
    record, read = one(request, uuid), ReadForm(request.POST)
    permissions.check_stands(record, "submitted")
    rows = reason_rows(request, record.masked_document(), chosen=True)
    if rows.row_asked:
        return render(request, PAGE, _frame(request, record) | {"rows": rows.with_another_row(), "returning": True})
    if not all([read.is_valid(), rows.is_valid()]):
        context = _frame(request, record) | {"read": read, "rows": rows, "returning": True}
        return unprocessable(request, PAGE, context)
    transitions.return_precheck(
        application=record, reasons=reasons_of(rows), now=timezone.now(), read=read.cleaned_data["revision"]
    )
    return redirect(here("filing", uuid))


def _frame(request: HttpRequest, record: Application) -> dict:
    """Items masked; the rules look at the whole document, and say where something is wrong; the ministry, which domains are taken."""
    shown, whole = record.masked_document(), record.open_document()
    hinted = hints.of(record, whole)
    return {
        "application": record,
        "name": tables.subject_of(record),
        "sites": tables.sites_of(record),
        "groups": reading.groups(shown),
        "labels": reading.labels(shown),
        "findings": [*rules.check_whole(documents.dump(whole)), *hinted.found],
        "hint_unknown": hinted.unknown,
        "lacking": [papers.label_of(purpose) for purpose in papers.still_needed(record, whole)],
        "files": EvidenceFile.objects.visible_to(request.viewer).of(record.uuid),
        "reasons": [reason for round_ in _returned(record) for reason in round_.reasons],
        "form": PassForm(initial={"revision": record.revision}),
        "read": ReadForm(initial={"revision": record.revision}),
        "rows": reason_rows(request, shown, chosen=False),
        "crumbs": crumbs((_("待预核验"), here("precheck_queue")), (tables.subject_of(record), "")),
    }


def _returned(record: Application) -> list:
    """The round before this one, if it came back."""
    return list(record.rounds.filter(outcome="returned").order_by("-number").defer("sealed")[:1])
