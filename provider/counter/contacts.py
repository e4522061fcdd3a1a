"""Reaching the people of a filing: which numbers and addresses it names, what came of trying them, and noting it (B4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from beian import audit
from beian.filing import documents, paths
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.people import keys
from beian.people.models import User
from provider.applications import contacts as owners
from provider.applications.models import Application, ContactCheck
from provider.applications.transitions import locked
from provider.counter import claims, permissions
from provider.counter.models import Call, Outcome

ENDINGS = ("mobile", "phone", "email", "emergency_phone")
# Both must have been reached before the subject is invited to the desk (P10 二(二)1(2)).
NEEDED = ("subject.principal.mobile", "subject.principal.email")


class Contact(NamedTuple):
    """One number or address of the form, masked; the last try with its present value, and the code that came back from it."""

    path: str
    label: str
    shown: str
    last: Call | None
    confirmed: ContactCheck | None

    @property
    def reached(self) -> bool:
        """By a call of ours, or by the owner's own code unless a later call found the number wrong."""
        if self.last is None or self.last.outcome == Outcome.NO_ANSWER:
            return self.confirmed is not None
        return self.last.outcome == Outcome.REACHED

    @property
    def tone(self) -> str:
        return "success" if self.last and self.last.outcome == Outcome.REACHED else "warning"


def contacts(application: Application, document: FilingDocument) -> list[Contact]:
    """Every number and address that the document names, in the order of the form; a principal named twice is called once."""
    calls = application.calls.select_related("by")
    masked = {line.path: line.value for line in reading.lines(application.masked_document())}
    confirmed = owners.confirmed(application, document)
    last = {(call.item, bytes(call.digest)): call for call in sorted(calls, key=lambda call: call.pk)}
    found: dict[tuple[str, str], Contact] = {}
    for line in reading.lines(document):
        if is_contact(line.path):
            contact = Contact(
                line.path,
                reading.label_of(line.path),
                masked.get(line.path, ""),
                last.get((line.path, _mark(line.value))),
                confirmed.get(line.path),
            )
            found.setdefault((line.path.rpartition(".")[2], line.value), contact)
    return list(found.values())


def is_contact(path: str) -> bool:
    return "principal" in path.split(".") and path.rpartition(".")[2] in ENDINGS


def all_reached(found: Iterable[Contact]) -> bool:
    """Whether calls or codes show that mobile and mail were reached as they stand in the form now."""
    reached = {contact.path for contact in found if contact.reached}
    return reached.issuperset(NEEDED)


def note_call(
    *, application: Application, item: str, outcome: str, note: str, by: User, now: datetime, read: int | None = None
) -> Call:
    """Note a try and what came of it; kept for good, corrected only by a further one."""
    application = locked(application)
    permissions.check_stands(application, "submitted", read)
    claims.check_free(application, by, now)
    value = paths.get(documents.dump(application.open_document()), item)
    call = Call.objects.create(
        application=application,
        round=application.round,
        item=item,
        digest=_mark(value),
        outcome=outcome,
        note=note,
        by=by,
        at=now,
    )
    after = {"item": item, "outcome": outcome}
    audit.record(verb="contact.call", subject=("application", application.uuid), after=after)
    return call


def _mark(value: object) -> bytes:
    return keys.digest("contact", str(value))
