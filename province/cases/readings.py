"""Reading the personal items of a case in the clear: who, when and why is logged before anything is opened (Q2)."""

from __future__ import annotations

from uuid import UUID

from beian import audit
from beian.evidence.models import EvidenceReading
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.reading import Group
from beian.people.models import User
from beian.people.scope import Actor
from province.cases.models import Case


def personal(*, case: Case, reason: str) -> FilingDocument:
    """The whole document, for a person's eyes. The log holds the reason and no value; without it nothing is shown."""
    audit.record(verb="case.reveal", subject=("application", case.application), after={"reason": reason})
    return case.open_document()


def groups(document: FilingDocument) -> list[Group]:
    """The personal items alone, grouped as the form is."""
    kept = [Group(group.title, [line for line in group.lines if line.personal]) for group in reading.groups(document)]
    return [group for group in kept if group.lines]


def opened(*, case: Case, by: User) -> frozenset[UUID]:
    """The papers of this round that this reviewer has opened himself, as the log of readings has it. A file never changes under its uuid."""
    own = EvidenceReading.objects.filter(node=case.node, actor=str(Actor.user(by)), evidence__uuid__in=case.papers)
    return frozenset(own.values_list("evidence__uuid", flat=True))
