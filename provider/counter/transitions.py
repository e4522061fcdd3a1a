"""The counter's verbs. Each locks, asks leave, writes, records, tells, and returns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

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
from provider.counter.desk import Desk
from provider.counter.models import AccessPreset, Precheck, Visit
from verification import photo, sources
from verification.sheet import agreement, signing
from verification.sheet.models import Agreement


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


def check_in(*, application: Application, by: User, now: datetime) -> Visit:
    """The owner stands at the desk: the visit of this round begins. Once; whoever checks in again finds the one that was begun (B5)."""
    return _at_the_desk(application, now, by=by)[1]


def _at_the_desk(
    application: Application, now: datetime, version: int | None = None, by: User | None = None
) -> tuple[Application, Visit]:
    """Application and visit, both held; the application's lock is what a second verifier waits for."""
    application = locked(application)
    permissions.check_stands(application, "prechecked")
    visit = rounds.visit_of(application)
    if visit.pk is None:
        visit.begun_at, visit.begun_by = now, by
        visit.save(force_insert=True)
        _record(application, "visit.begin", {"round": application.round})
        _ask_sources(application, by.name if by else scope.current().actor.label, now)
    permissions.check_version(application, visit, version)
    return application, visit


def ask_sources(*, application: Application, by: User, now: datetime) -> Visit:
    """Begin where nobody has, and ask the sources anew for what they have not found to agree (B8)."""
    application, visit = _at_the_desk(application, now, by=by)
    sources.ask_again(
        application=application.uuid,
        round=application.round,
        document=application.open_document(),
        by=by.name,
        now=now,
    )
    return visit


def _ask_sources(application: Application, by: str, now: datetime) -> None:
    """Once for each value; the answers come by themselves and hold nobody up."""
    document = application.open_document()
    sources.ask(application=application.uuid, round=application.round, document=document, by=by, now=now)


def save_comparison(
    *,
    application: Application,
    seen: Collection[str],
    compared: Collection[str],
    version: int | None,
    now: datetime,
    was: tuple[Collection[str], Collection[str]] | None = None,
) -> Visit:
    """Keep what has been seen and compared so far, for the values of this version only.

    `was` is what the page showed as seen and compared: then only what its reader changed counts, so that two at one desk lose no tick of
    each other. Without it the sets given are the whole. An item found to agree no longer differs.
    """
    application, visit = _at_the_desk(application, now, version)
    document = application.open_document()
    shown_seen, shown_compared = was or (visit.documents, visit.compared)
    asked = [one.code for one in originals.originals(document)]
    visit.documents = _ticked(asked, visit.documents, shown_seen, seen)
    visit.compared = _ticked(comparison.items(document), visit.compared, shown_compared, compared)
    visit.differing = {item: said for item, said in visit.differing.items() if item not in visit.compared}
    visit.save(update_fields=["documents", "compared", "differing"])
    after = {"documents": visit.documents, "compared": len(visit.compared)}
    _record(application, "visit.compare", after)
    return visit


def _ticked(
    known: Collection[str], kept: Collection[str], shown: Collection[str], ticked: Collection[str]
) -> list[str]:
    """What is kept with what was ticked on top and without what was unticked; in the order of the page, and nothing else."""
    chosen = set(kept) - (set(shown) - set(ticked)) | (set(ticked) - set(shown))
    return [one for one in known if one in chosen]


def differ(*, application: Application, item: str, note: str, by: User, version: int | None, now: datetime) -> Visit:
    """An item does not agree with the original. It is not accepted (P10 二(二)1(5)): nothing is signed before it is corrected or sent back."""
    application, visit = _at_the_desk(application, now, version, by)
    document = application.open_document()
    permissions.check_item(document, item)
    permissions.check_note(document, note)
    visit.differing |= {item: {"note": note, "by": by.name, "at": now.isoformat()}}
    visit.compared = [path for path in visit.compared if path != item]
    visit.version += 1
    visit.save(update_fields=["compared", "differing", "version"])
    _record(application, "visit.differ", {"items": [item]})
    return visit


def correct(
    *, application: Application, values: dict[str, Any], note: str, by: User, version: int | None, now: datetime
) -> Visit:
    """Correct an item on the spot after the originals; the sheet records old, new and why (P10 二(二)1(6)).

    Whatever changed is to be compared again, and a corrected principal photographed again. A correction that leaves the filing incomplete is refused: that is for the owner.
    """
    application, visit = _at_the_desk(application, now, version)
    before = application.open_document()
    permissions.check_note(before, note)
    after = answers.changed(before, values)
    permissions.check_note(after, note)
    changed = comparison.changes(before, after)
    permissions.check_correction(after, changed)
    permissions.check_parties(agreement.of(application.uuid, application.round), [change.item for change in changed])
    application.put(after)
    application.save(update_fields=["document", "sealed", "subject_province"])
    items = [change.item for change in changed]
    visit.corrections += [change.entry(note=note, by=by.name, now=now) for change in changed]
    visit.compared = [path for path in visit.compared if path not in items]
    visit.differing = {path: said for path, said in visit.differing.items() if path not in items}
    visit.version += 1
    rounds.see_again(visit, items)
    visit.save(update_fields=["corrections", "compared", "differing", "version", "photo", "documents"])
    _record(application, "visit.correct", {"items": items})
    _ask_sources(application, by.name, now)
    return visit


def keep_photo(
    *, application: Application, taken: photo.Taken, overruled: Mapping[str, str], by: User, now: datetime
) -> Visit:
    """The photo taken at the desk (B6). PhotoRefused where a check fails; a doubt without a reason stays open until `settle_photo`.

    One taken again replaces the one before, which is disposed of.
    """
    application, visit = _at_the_desk(application, now, by=by)
    _check_reasons(application, overruled)
    record = photo.keep(
        taken=taken,
        application=application.uuid,
        round=application.round,
        owner=application.owner_id,
        overruled=overruled,
        by=by,
        now=now,
        open_doubts=True,
    )
    replaced, visit.photo = visit.photo, EvidenceFile.objects.get(uuid=record.evidence)
    visit.save(update_fields=["photo"])
    if replaced is not None and not Visit.objects.filter(photo=replaced).exists():
        store.dispose(replaced, now=now)
    return visit


def settle_photo(*, application: Application, overruled: Mapping[str, str], by: User, now: datetime) -> Visit:
    """Why a doubtful photo is taken all the same; the reviewer reads it. PhotoRefused while a doubt has no reason."""
    application, visit = _at_the_desk(application, now, by=by)
    _check_reasons(application, overruled)
    record = rounds.photo_of(visit)
    permissions.check_photo(record)
    photo.settle(record=record, overruled=overruled, by=by, now=now)
    return visit


def _check_reasons(application: Application, overruled: Mapping[str, str]) -> None:
    document = application.open_document()
    for reason in overruled.values():
        permissions.check_note(document, reason)


def set_access(*, application: Application, access: dict[str, Any], now: datetime) -> Application:
    """The provider's own data: modes, server provinces, ip_ranges; always under its own code (B9)."""
    application, _visit = _at_the_desk(application, now)
    own = {"provider": code_of(scope.current().node)}
    application.put(documents.replaced(application.open_document(), {"access": own | access}))
    application.save(update_fields=["document", "sealed", "subject_province"])
    _record(application, "visit.access", {"items": ["access"]})
    return application


def sign_agreement(
    *,
    application: Application,
    capacity: str,
    signer: str,
    authorisation: UUID | None,
    by: User,
    now: datetime,
    upload: store.Prepared | None = None,
) -> Agreement:
    """The agreement on information security with the undertaking of truthfulness (P10 二(二)1(6), 三(一)3); AgreementRefused.

    Its parties stand in what has been compared, so it comes after the comparison. `upload` is an authorisation shown at the desk, kept now.
    """
    application, visit = _at_the_desk(application, now, by=by)
    desk = Desk(application, visit, application.open_document())
    permissions.check_can_agree(desk)
    if upload is not None:
        authorisation = store.keep(upload, application=application.uuid, owner=application.owner_id).uuid
    return agreement.sign(
        application=application.uuid,
        round=application.round,
        document=desk.document,
        capacity=capacity,
        signer=signer,
        authorisation=authorisation,
        owner=application.owner_id,
        by=by,
        now=now,
    )


def keep_preset(*, title: str, access: dict[str, Any], by: User, now: datetime) -> AccessPreset:
    """Keep a usual access of this provider under a title; one of the same title is replaced (B9)."""
    preset, _new = AccessPreset.objects.update_or_create(title=title, defaults=access | {"by": by, "used_at": now})
    audit.record(verb="access_preset.keep", subject=("access_preset", preset.pk), after={"title": title})
    return preset


def use_preset(*, application: Application, preset: AccessPreset, now: datetime) -> Application:
    """Enter a usual access; the desk proposes it next time."""
    permissions.check_access(preset.access, code_of(scope.current().node))
    application = set_access(application=application, access=preset.access, now=now)
    AccessPreset.objects.filter(pk=preset.pk).update(used_at=now)
    return application


def drop_preset(*, preset: AccessPreset) -> None:
    audit.record(verb="access_preset.drop", subject=("access_preset", preset.pk), before={"title": preset.title})
    preset.delete()


def sign(*, application: Application, by: User, version: int | None, now: datetime) -> Application:
    """The verifier signs: the sheet is made, and the application is verified (B5, B10)."""
    application, visit = _at_the_desk(application, now, version)
    document = application.open_document()
    desk = Desk(application, visit, document)
    permissions.check_can_sign(desk)
    sheet = signing.sign(
        application=application.uuid,
        round=application.round,
        document=application.document,
        sealed=bytes(application.sealed),
        documents=originals.in_words(document, visit.documents),
        compared=comparison.values(document),
        corrections=visit.corrections,
        facts=reporting.facts(desk),
        filing=document,
        photo=visit.photo.uuid if visit.photo else None,
        owner=application.owner_id,
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
