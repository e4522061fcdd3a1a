"""The counter's verbs. Each locks, asks leave, writes, records, tells, and returns."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone

from beian import audit, exchange
from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.filing import documents, states
from beian.notices.sending import send
from beian.people import scope
from beian.people.models import User
from beian.people.nodes import code_of
from provider.applications import answers, notes
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.applications.transitions import locked, move
from provider.counter import claims, comparison, originals, permissions, reporting, rounds
from provider.counter.models import Precheck, Visit
from verification.sheet import signing


def pass_precheck(
    *,
    application: Application,
    now: datetime,
    read: int | None = None,
    by: User | None = None,
    proof: str = "statement",
) -> Application:
    """The subject looks real and phone and mail were reached; the statutory text invites to the desk within one month (B4, B5).

    `by` is the clerk at his screen, who is refused what somebody else has in hand; `proof` says how it is known that the contacts were
    reached: the `log` of calls and codes, or the clerk's own `statement`.
    """
    application = _to_precheck(application, read, by, now)
    _note_precheck(application, True, by, now)
    facts = {"contacts_reached": True, "contacts_proof": proof}
    legal = move(application=application, to="prechecked", now=now, facts=facts)
    _tell_principal(application, legal)
    return application


def return_precheck(
    *,
    application: Application,
    reasons: list[dict],
    now: datetime,
    read: int | None = None,
    by: User | None = None,
) -> Application:
    """It did not pass: back to the owner, each reason with its item and remedy, and the other statutory text (B4)."""
    application = _to_precheck(application, read, by, now)
    permissions.check_has_reasons(reasons)
    _note_precheck(application, False, by, now)
    legal = move(application=application, to="returned", now=now, reasons=reasons)
    _tell_principal(application, legal)
    return application


def _to_precheck(application: Application, read: int | None, by: User | None, now: datetime) -> Application:
    """Held, still where the clerk has read it, and in nobody else's hands."""
    application = locked(application)
    permissions.check_stands(application, "submitted", read)
    if by is not None:
        claims.check_free(application, by, now)
    return application


def _note_precheck(application: Application, passed: bool, by: User | None, now: datetime) -> None:
    late = application.due_on is not None and application.due_on < timezone.localdate(now)
    Precheck.objects.create(application=application, round=application.round, passed=passed, late=late, by=by, at=now)


def _tell_principal(application: Application, legal: states.Move) -> None:
    """The principal comes in person, so the text goes to his number too; one number is told once per event."""
    for name in legal.notifies:
        send(
            notes.TEMPLATES[name],
            to=application.open_document().subject.principal.mobile or (),
            event=notes.event_of(application),
            application=application.uuid,
        )


def _at_the_desk(application: Application, now: datetime, version: int | None = None) -> tuple[Application, Visit]:
    """Application and visit, both held; the application's lock is what a second verifier waits for."""
    application = locked(application)
    permissions.check_stands(application, "prechecked")
    visit = rounds.visit_of(application)
    if visit.pk is None:
        visit.begun_at = now
        visit.save(force_insert=True)
    permissions.check_version(application, visit, version)
    return application, visit


def save_comparison(
    *, application: Application, seen: Collection[str], compared: Collection[str], version: int | None, now: datetime
) -> Visit:
    """Keep what has been seen and compared so far, for the values of this version only."""
    application, visit = _at_the_desk(application, now, version)
    document = application.open_document()
    visit.documents = [one.code for one in originals.originals(document) if one.code in seen]
    visit.compared = [path for path in comparison.items(document) if path in compared]
    visit.save(update_fields=["documents", "compared"])
    after = {"documents": visit.documents, "compared": len(visit.compared)}
    _record(application, "visit.compare", after)
    return visit


def correct(
    *, application: Application, values: dict[str, Any], note: str, by: User, version: int | None, now: datetime
) -> Visit:
    """Correct an item on the spot after the originals; the sheet records old, new and why (P10 二(二)1(6)).

    Whatever changed is to be compared again, and a corrected principal photographed again. A correction that leaves the filing incomplete is refused: that is for the owner.
    """
    application, visit = _at_the_desk(application, now, version)
    before = application.open_document()
    after = answers.changed(before, values)
    changed = comparison.changes(before, after)
    permissions.check_correction(after, changed)
    application.put(after)
    application.save(update_fields=["document", "sealed", "subject_province"])
    items = [change.item for change in changed]
    visit.corrections += [change.entry(note=note, by=by.name, now=now) for change in changed]
    visit.compared = [path for path in visit.compared if path not in items]
    visit.version += 1
    rounds.see_again(visit, items)
    visit.save(update_fields=["corrections", "compared", "version", "photo", "documents"])
    _record(application, "visit.correct", {"items": items})
    return visit


def keep_photo(*, application: Application, prepared: store.Prepared, now: datetime) -> EvidenceFile:
    """The photo taken at the desk, exactly 800×600 (B6). One taken again replaces the one before, which is disposed of."""
    application, visit = _at_the_desk(application, now)
    replaced, visit.photo = visit.photo, store.keep(prepared, application=application.uuid, owner=application.owner_id)
    visit.save(update_fields=["photo"])
    if replaced is not None and not Visit.objects.filter(photo=replaced).exists():
        store.dispose(replaced, now=now)
    return visit.photo


def set_access(*, application: Application, access: dict[str, Any], now: datetime) -> Application:
    """The provider's own data: modes, server provinces, ip_ranges; always under its own code (B9)."""
    application, _visit = _at_the_desk(application, now)
    own = {"provider": code_of(scope.current().node)}
    application.put(documents.replaced(application.open_document(), {"access": own | access}))
    application.save(update_fields=["document", "sealed", "subject_province"])
    _record(application, "visit.access", {"items": ["access"]})
    return application


def sign(*, application: Application, by: User, version: int | None, now: datetime) -> Application:
    """The verifier signs: the sheet is made, and the application is verified (B5, B10)."""
    application, visit = _at_the_desk(application, now, version)
    document = application.open_document()
    permissions.check_can_sign(visit, document)
    sheet = signing.sign(
        application=application.uuid,
        round=application.round,
        document=application.document,
        sealed=bytes(application.sealed),
        documents=originals.in_words(document, visit.documents),
        compared=comparison.values(document),
        corrections=visit.corrections,
        by=by,
        now=now,
    )
    visit.agreed = comparison.marks(document)
    visit.save(update_fields=["agreed"])
    move(application=application, to="verified", now=now, facts={"sheet": sheet.digest})
    return application


def return_visit(
    *, application: Application, reasons: list[dict], now: datetime, read: int | None = None
) -> Application:
    """What the desk found cannot be corrected on the spot: back to the owner, with reasons."""
    application = locked(application)
    permissions.check_stands(application, "prechecked", read)
    permissions.check_has_reasons(reasons)
    move(application=application, to="returned", now=now, reasons=reasons)
    return application


def report(*, application: Application, now: datetime) -> Application:
    """Report the verified application to the provider's own province, in one transaction with its move (R18(2))."""
    application = locked(application)
    permissions.check_can_report(application)
    sheet = reporting.sheet_of(application)
    if not signing.holds(sheet, application.document, bytes(application.sealed)):
        raise Refused(reporting.CHANGED)
    move(application=application, to="reported", now=now)
    exchange.send(
        receiver=reporting.own_province(),
        kind="filing.reported",
        key=application.uuid,
        round=application.round,
        revision=application.revision,
        body=reporting.body(application, sheet),
    )
    return application


def _record(application: Application, verb: str, after: dict) -> None:
    audit.record(verb=verb, subject=("application", application.uuid), owner=application.owner_id, after=after)
