"""The precheck: one screen with everything, then passed or sent back, and the next one opens (B4)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.evidence.models import EvidenceFile
from beian.filing import documents, rules
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.forms import unprocessable
from beian.pages.reasons import PAPERS
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications import hints, papers
from provider.applications.models import Application
from provider.counter import checking, claims, contacts, permissions, returning, tables, transitions
from provider.counter.forms import CallForm, PassForm, ReadForm
from provider.counter.views import applications, crumbs, last_done, one

PAGE, RETURN = "provider/counter/precheck.html", "provider/counter/precheck_return.html"
clerk = allow("provider_clerk")


@clerk
@require_GET
def precheck(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Opening it takes it in hand for fifteen minutes, unless somebody else has it: then it can be read and not decided."""
    record = one(request, uuid)
    if record.state == "submitted":
        record = claims.take_if_free(application=record, by=request.viewer.user, now=timezone.now())
    if record.state != "submitted":
        return redirect(here("filing", uuid))
    return render(request, PAGE, _frame(request, record))


@clerk
@require_POST
def precheck_next(request: HttpRequest, code: str) -> HttpResponse:
    """The most urgent one that nobody has in hand."""
    return _onward(request)


@clerk
@require_POST
def precheck_put_back(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    claims.put_back(application=one(request, uuid), by=request.viewer.user, now=timezone.now())
    return redirect(here("precheck_queue"))


@clerk
@require_POST
def precheck_call(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Note a call or mail and what came of it."""
    record = _waiting(request, uuid)
    known = contacts.contacts(record, record.open_document())
    form = CallForm(request.POST, contacts=known)
    if not form.is_valid():
        return unprocessable(request, PAGE, _frame(request, record) | {"call_form": form})
    said = form.cleaned_data
    contacts.note_call(
        application=record,
        item=said["item"],
        outcome=said["outcome"],
        note=said["note"],
        by=request.viewer.user,
        now=timezone.now(),
        read=said["revision"],
    )
    return redirect(f"{here('precheck', uuid)}#contacts")


@clerk
@require_POST
def precheck_pass(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Passed: the owner is invited to the desk. Whoever decides second is told who was first."""
    record = _waiting(request, uuid)
    proved = contacts.all_reached(contacts.contacts(record, record.open_document()))
    form = PassForm(request.POST, proved=proved)
    if not form.is_valid():
        return unprocessable(request, PAGE, _frame(request, record) | {"form": form})
    transitions.pass_precheck(
        application=record,
        now=timezone.now(),
        read=form.cleaned_data["revision"],
        by=request.viewer.user,
        proof="log" if proved else "statement",
    )
    return _onward(request, record)


@clerk
@require_http_methods(["GET", "POST"])
def precheck_return(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The marked items, each with its reason; what the owner will read is shown before it is sent."""
    record = _waiting(request, uuid)
    if request.method == "GET":
        record = claims.take_if_free(application=record, by=request.viewer.user, now=timezone.now())
    shown = record.masked_document()
    found = returning.findings_by_item(record.open_document(), reading.labels(shown))
    data = request.POST if request.method == "POST" else None
    rows = returning.rows_of(found, shown, data, _marked(request, shown))
    read = ReadForm(data, initial={"revision": record.revision})
    context = _return_frame(request, record, found) | {"rows": rows, "read": read}
    if data is None:
        return render(request, RETURN, context)
    if rows.row_asked:
        return render(request, RETURN, context | {"rows": rows.with_another_row()})
    if not all([read.is_valid(), rows.is_valid()]):
        return unprocessable(request, RETURN, context)
    transitions.return_precheck(
        application=record,
        reasons=returning.reasons_of(rows, found),
        now=timezone.now(),
        read=read.cleaned_data["revision"],
        by=request.viewer.user,
    )
    return _onward(request, record)


def _waiting(request: HttpRequest, uuid: UUID) -> Application:
    """The application as it waits for its precheck; Conflict where it has moved on or somebody else has it in hand."""
    record = one(request, uuid)
    permissions.check_stands(record, "submitted")
    claims.check_free(record, request.viewer.user, timezone.now())
    return record


def _onward(request: HttpRequest, done: Application | None = None) -> HttpResponse:
    """On to the next one in the queue, with a word on the one just decided; to the empty queue after the last."""
    following = claims.take_next(by=request.viewer.user, now=timezone.now())
    url = here("precheck", following.uuid) if following else here("precheck_queue")
    return redirect(f"{url}?{urlencode({'done': done.uuid})}" if done else url)


def _marked(request: HttpRequest, shown: FilingDocument) -> list[str]:
    known = {**reading.labels(shown), **dict.fromkeys(PAPERS)}
    return [item for item in request.GET.getlist("item") if item in known]


def _return_frame(request: HttpRequest, record: Application, found: returning.Found) -> dict:
    name = tables.subject_of(record)
    return {
        "application": record,
        "name": name,
        "labels": reading.labels(record.masked_document()),
        "found": [{**finding, "item": item} for item, finding in found.items()],
        "statutory": returning.statutory_text(passed=False),
        "library": returning.library(),
        "phrases": returning.phrases(),
        "crumbs": crumbs(
            (_("待预核验"), here("precheck_queue")), (name, here("precheck", record.uuid)), (_("退回修改"), "")
        ),
    }


def _frame(request: HttpRequest, record: Application) -> dict:
    """Items masked; the rules look at the whole document, and say where something is wrong; the ministry, which domains are taken."""
    shown, whole = record.masked_document(), record.open_document()
    known, now = contacts.contacts(record, whole), timezone.now()
    held = claims.is_elsewhere(record, request.viewer.user, now)
    return {
        "application": record,
        "name": tables.subject_of(record),
        "sites": tables.sites_of(record),
        "labels": reading.labels(shown),
        **_found(request, record, shown, whole),
        "files": EvidenceFile.objects.visible_to(request.viewer).of(record.uuid),
        "contacts": known,
        "proved": contacts.all_reached(known),
        "call_form": CallForm(contacts=known, initial={"revision": record.revision}),
        "form": PassForm(initial={"revision": record.revision}, proved=contacts.all_reached(known)),
        "statutory": returning.statutory_text(passed=True),
        "elsewhere": claims.words(record, now) if held else "",
        "until": claims.held_until(record, now),
        "done": last_done(request),
        "crumbs": crumbs((_("待预核验"), here("precheck_queue")), (tables.subject_of(record), "")),
    }


def _found(request: HttpRequest, record: Application, shown: FilingDocument, whole: FilingDocument) -> dict:
    """What speaks against it: rules, the ministry's hint, missing papers, twins, and what changed since it last came back."""
    hinted, last = hints.of(record, whole), checking.returned_round(record)
    changed = checking.changes_since(last, record, whole) if last else []
    reasons = last.reasons if last else []
    findings = [*rules.check_whole(documents.dump(whole)), *hinted.found]
    lacking = papers.still_needed(record, whole)
    return {
        "findings": findings,
        "screen": checking.screen(shown, findings, changed, [reason.get("item", "") for reason in reasons]),
        "hint_unknown": hinted.unknown,
        "lacking": [papers.label_of(purpose) for purpose in lacking],
        "markable": [
            (purpose, papers.label_of(purpose), purpose in lacking) for purpose in PAPERS if _asked(purpose, whole)
        ],
        "twins": checking.twins(record, whole, applications(request)),
        "last": last,
        "reasons": reasons,
        "changes": changed,
    }


def _asked(purpose: str, document: FilingDocument) -> bool:
    return purpose in papers.asked(document)
