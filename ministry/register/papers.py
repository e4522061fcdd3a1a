"""The papers that reports have brought to the ministry: which there are, from which round each came, and what is still missing (B12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from beian.evidence.models import EvidenceFile
from beian.exchange.models import InboxMessage
from beian.filing.canonical import parse
from beian.people.access import Viewer
from ministry.register.models import Passage


class Paper(NamedTuple):
    """A file and the rounds whose reports list it, in order; none where those reports have been destroyed by rule."""

    file: EvidenceFile
    rounds: list[int]


class Papers(NamedTuple):
    """What is here of an application, and how much of its last report: all that it lists, those at hand, those not sealed for the ministry."""

    rows: list[Paper]
    listed: int
    arrived: int
    withheld: int


def of(passage: Passage, viewer: Viewer) -> Papers:
    """The last round's papers first, each round's in the order of arrival; two queries."""
    told = list(_told(passage, viewer))
    last = {uuid for round, uuid in told if round == passage.round}
    files = EvidenceFile.objects.of(passage.application).visible_to(viewer)
    rows = [Paper(file, sorted({round for round, uuid in told if uuid == file.uuid})) for file in files]
    rows.sort(key=lambda paper: paper.file.uuid not in last)
    here = {paper.file.uuid: paper.file.complete for paper in rows if paper.file.uuid in last}
    return Papers(rows, len(last), sum(here.values()), len(last) - len(here))


def _told(passage: Passage, viewer: Viewer) -> Iterator[tuple[int, UUID]]:
    """(round, file) as each report that was taken lists them; the message log is the history of rounds (decision 25)."""
    reports = InboxMessage.objects.filter(node=viewer.node, key=str(passage.application), kind="filing.routed")
    for round, payload in reports.filter(state="applied", content=None).order_by("id").values_list("round", "payload"):
        for entry in parse(bytes(payload)).get("evidence", []):
            yield round, UUID(entry["id"])
