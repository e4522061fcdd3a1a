"""A bureau draws a kept sheet into a sample: the provider's system shows it at once, or says that there is none (M12, P10 一4)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from beian import audit
from beian.evidence.manifest import manifest
from beian.evidence.models import EvidenceFile
from beian.exchange import Message, Outgoing, Rejection, handles, on_rejected, send_many
from beian.people import scope
from beian.people.nodes import code_of
from provider.applications.models import Application
from provider.organisation.handlers import NotForUs, own_bureau
from verification.sampling.told import Shown, Wanted

SHEET = "verification_sheet"
KEPT = (SHEET, "desk_photo", "agreement")
# Bureaus read Chinese, whatever language the provider works in.
NEVER_HAD = "本单位没有这份备案申请"
NOT_KEPT = "本单位没有留存这份申请的核验单"


@handles("sheet.wanted", body=Wanted)
def take_wanted(messages: list[Message]) -> None:
    """Show sheet, photo and agreement, their keys wrapped for the bureau that asked; that it has seen them is on record here."""
    bureau = own_bureau()
    for message in messages:
        if message.sender != bureau or message.body.provider != code_of(scope.current().node):
            raise NotForUs(f"{message.sender} wants to see {message.key}")
    found = {str(row.uuid): row for row in _applications(messages)}
    papers = _papers({UUID(message.key) for message in messages})
    send_many(_answer(message, bureau, found.get(message.key), papers.get(message.key, [])) for message in messages)


def _applications(messages: list[Message]) -> Sequence[Application]:
    rows = Application.objects.filter(uuid__in={message.key for message in messages})
    return list(rows.only("id", "uuid", "owner_id", "round", "subject_province"))


def _papers(applications: set[UUID]) -> dict[str, list[EvidenceFile]]:
    """Of each application the newest of each kind, where the sheet itself is among them."""
    files = EvidenceFile.objects.kept().filter(application__in=applications, purpose__in=KEPT, complete=True)
    newest: dict[str, dict[str, EvidenceFile]] = {}
    for file in files.order_by("id"):
        newest.setdefault(str(file.application), {})[file.purpose] = file
    return {application: list(kinds.values()) for application, kinds in newest.items() if SHEET in kinds}


def _answer(message: Message, bureau: str, application: Application | None, papers: Sequence[EvidenceFile]) -> Outgoing:
    """To our own bureau, which passes it on where another one asked. Another bureau sees filings of its own subjects only."""
    body = message.body
    if application is None or body.asker not in (bureau, f"province:{application.subject_province}"):
        return _said(message, bureau, missing=NEVER_HAD)
    after = {"asker": body.asker, "sample": str(body.sample), "papers": [str(paper.uuid) for paper in papers]}
    audit.record(verb="sheet.show", subject=("application", application.uuid), owner=application.owner_id, after=after)
    if not papers:
        return _said(message, bureau, missing=NOT_KEPT, round=application.round)
    return _said(message, bureau, round=application.round, evidence=manifest(papers, for_nodes=[body.asker]))


def _said(message: Message, bureau: str, **told: object) -> Outgoing:
    route = {name: getattr(message.body, name) for name in ("asker", "provider", "provider_province", "sample")}
    body = Shown.model_validate(route | told)
    return Outgoing(bureau, "sheet.shown", message.key, body, message.round, message.revision)


@on_rejected("sheet.shown")
def not_seen(rejection: Rejection) -> None:
    """The bureau would not take it: the record says why."""
    told = {"by": rejection.by, "reason": rejection.reason}
    audit.record(verb="sheet.not_seen", subject=("application", rejection.message.key), after=told)
