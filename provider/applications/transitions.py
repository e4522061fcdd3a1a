"""The verbs of an application, the only writers of its state. Each locks, asks leave, writes, records, tells, and returns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from beian import audit
from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.filing import documents, paths, states
from beian.filing.documents import FilingDocument
from beian.notices.recipients import channel_of, digest_of
from beian.people.models import User
from beian.reference import clocks
from provider.applications import answers, judgement, leaving, meanwhile, notes
from provider.applications.models import Application, ContactCheck, Round
from provider.applications.permissions import (
    check_can_add_site,
    check_can_change,
    check_can_remove_site,
    check_can_submit,
    check_can_withdraw,
    check_unlocked,
)
from provider.counter.appointments import following


def locked(application: Application) -> Application:
    """The record as it is now, held until the transaction ends."""
    return Application.objects.select_for_update().get(pk=application.pk)


def start_draft(
    *, owner: User | None, values: dict[str, Any], now: datetime, kind: str = "new_filing", on_behalf: bool = False
) -> Application:
    """A new draft with its first answers, path → value."""
    application = Application(
        kind=kind,
        owner=owner,
        on_behalf=on_behalf,
        state_since=now,
        created_at=now,
    )
    application.wrap_new_key()
    application.put(answers.changed(documents.new(kind), values))
    application.save(force_insert=True)
    _record(application, "application.start", after={"state": "draft", "kind": kind, "on_behalf": on_behalf})
    return application


def save_page(
    *, application: Application, values: dict[str, Any], page: str, seen: meanwhile.Signs | None = None
) -> Application:
    """Keep the answers of one question page (decision 24); the log says which items were answered, never what was answered.

    `seen` are the signs of what the page showed; meanwhile.ChangedElsewhere where somebody answered differently since.
    """
    application = locked(application)
    check_can_change(application)
    before = application.open_document()
    values = meanwhile.merged(application, before, values, seen or {})
    after = answers.changed(before, values)
    check_unlocked(application, before, changed_paths(before, after, values))
    application.put(after)
    application.save(update_fields=["document", "sealed", "subject_province"])
    _record(application, "application.answer", after={"page": page, "items": sorted(values)})
    return application


def changed_paths(before: FilingDocument, after: FilingDocument, named: Iterable[str]) -> list[str]:
    """Those of the named paths whose value differs, and within a whole part its single values."""
    old, new = documents.dump(before), documents.dump(after)
    found = []
    for path in named:
        was, now = dict(_values(old, path)), dict(_values(new, path))
        found += [one for one in was | now if was.get(one) != now.get(one)]
    return found


def _values(data: dict, path: str) -> Iterable[tuple[str, Any]]:
    return [(f"{path}.{inner}" if inner else path, value) for inner, value in paths.leaves(paths.get(data, path))]


def add_site(*, application: Application) -> Application:
    """One more website in the same filing, to be filled in on pages of its own."""
    application = locked(application)
    document = application.open_document()
    check_can_add_site(application, document)
    sites = documents.dump(document)["sites"]
    return _with_sites(application, document, [*sites, documents.dump(documents.new())["sites"][0]])


def remove_site(*, application: Application, site: int) -> Application:
    """Take a website out of the filing again; `site` counts from 0."""
    application = locked(application)
    document = application.open_document()
    check_can_remove_site(application, document, site)
    sites = documents.dump(document)["sites"]
    return _with_sites(application, document, [one for number, one in enumerate(sites) if number != site])


def _with_sites(application: Application, document: FilingDocument, sites: list[dict]) -> Application:
    application.put(answers.changed(document, {"sites": sites}))
    application.save(update_fields=["document", "sealed", "subject_province"])
    _record(application, "application.sites", after={"sites": len(sites)})
    return application


def keep_papers(
    *, application: Application, prepared: Iterable[store.Prepared], reused: Iterable[EvidenceFile] = ()
) -> None:
    """Keep uploaded papers while answers may be changed: after handing in, another tab brings nothing more.

    `reused` are the owner's own papers of other applications: each is stored anew for this one, and the log says where it came from.
    """
    application = locked(application)
    check_can_change(application)
    for paper in prepared:
        store.keep(paper, application=application.uuid, owner=application.owner_id)
    for earlier in reused:
        kept = store.keep(store.again(earlier), application=application.uuid, owner=application.owner_id)
        after = {"evidence": str(kept.uuid), "purpose": earlier.purpose, "from": str(earlier.application)}
        _record(application, "application.reuse_paper", after=after)


def confirm_contact(*, application: Application, address: str, how: str, now: datetime) -> None:
    """A number or mail address of a principal was seen to be his own; said once for each address. The log holds no address."""
    application = locked(application)
    check_can_change(application)
    digest = digest_of(address)
    if ContactCheck.objects.filter(application=application, digest=digest).exists():
        return
    ContactCheck.objects.create(
        application=application, owner_id=application.owner_id, digest=digest, how=how, confirmed_at=now
    )
    _record(application, "application.confirm_contact", after={"channel": channel_of(address), "how": how})


def submit(*, application: Application, form_key: UUID | None, now: datetime) -> Round:
    """Hand the application in. The same form key again answers the round that it made: a second click changes nothing."""
    application = locked(application)
    spent = application.rounds.filter(form_key=form_key).first() if form_key else None
    if spent is not None:
        return spent
    check_can_submit(application)
    document = application.open_document()
    judgement.check_complete(application, document)
    if application.state == "returned":
        application.round += 1
        application.put(document)
    application.submitted_at = now
    move(application=application, to="submitted", now=now, also=("round", "document", "sealed", "submitted_at"))
    return _handed_in(application, form_key)


def withdraw(*, application: Application, now: datetime, reason: str = "") -> Application:
    """The owner takes it back, for good; what he handed in stays in its rounds. Why, he may say or not."""
    application = locked(application)
    check_can_withdraw(application)
    move(application=application, to="withdrawn", now=now, facts={"why": reason} if reason else None)
    return application


def lapse_overdue(*, now: datetime) -> int:
    """End every application that waited for its owner longer than its clock allows; how many."""
    waiting = Application.objects.filter(state__in=("prechecked", "returned")).overdue(timezone.localdate(now))
    overdue = list(waiting.select_for_update(skip_locked=True).order_by("id"))
    for application in overdue:
        move(application=application, to="lapsed", now=now)
    return len(overdue)


def move(
    *,
    application: Application,
    to: str,
    now: datetime,
    reasons: Iterable[dict] = (),
    also: Iterable[str] = (),
    facts: dict | None = None,
    told: Told | None = None,
) -> states.Move:
    """One legal move of a locked record: state, since when, by when, why; its round ended where it ends; recorded for the timeline;
    the owner told as the table of states says.

    `reasons` are {item, code, text, suggestion, article}; `also` names further columns to save; `facts` go into the record; `told` is what
    the holder of the pen said, where that is not this node.
    """
    legal = states.check_move(states.APPLICATION, application.state, to)
    before = application.state
    application.state, application.state_since = to, now
    application.reasons = list(reasons)
    if to == "reported" and application.reported_at is None:
        application.reported_at = now
    application.revision = told.revision if told else application.revision + 1
    application.due_on = told.due if told and to != "returned" else _due(application, now)
    application.overdue_since = application.reminded_on = None
    _save_move(application, also)
    if to in ENDS_A_ROUND:
        _end_round(application, now)
    leaving.tell(application)
    if before == "prechecked":
        following.follow(application, now)
    after = {"state": to, "round": application.round, "due": application.due_on and application.due_on.isoformat()}
    _record(application, legal.records, before={"state": before}, after=after | _reasons(application) | (facts or {}))
    notes.tell(application, legal)
    return legal


class Told(NamedTuple):
    """What a message from the holder of the pen says of a move: its revision, and by when that side must act."""

    revision: int
    due: date | None = None


def _due(application: Application, now: datetime) -> date | None:
    limit = clocks.clock_of(application.kind, application.state)
    return clocks.due(limit, now) if limit else None


ENDS_A_ROUND = ("returned", "granted", "withdrawn", "lapsed")
_MOVED = (
    *("state", "state_since", "revision", "reasons", "due_on", "overdue_since", "reminded_on"),
    *("claimed_by", "claimed_at", "reported_at"),
)


def _save_move(application: Application, also: Iterable[str]) -> None:
    # whoever had taken it has done with it: the next state is somebody else's turn
    application.claimed_by = application.claimed_at = None
    application.save(update_fields=[*_MOVED, *also])


def _handed_in(application: Application, form_key: UUID | None) -> Round:
    return Round.objects.create(
        application=application,
        owner_id=application.owner_id,
        number=application.round,
        form_key=form_key,
        document=application.document,
        sealed=bytes(application.sealed),
        submitted_at=application.submitted_at,
    )


def _end_round(application: Application, now: datetime) -> None:
    running = application.rounds.filter(number=application.round, outcome="")
    running.update(outcome=application.state, reasons=application.reasons, ended_at=now)


def _reasons(application: Application) -> dict:
    return {"reasons": application.reasons} if application.reasons else {}


def _record(application: Application, verb: str, *, before: dict | None = None, after: dict | None = None) -> None:
    subject = ("application", application.uuid)
    audit.record(verb=verb, subject=subject, owner=application.owner_id, before=before, after=after)
