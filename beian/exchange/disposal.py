"""Destroying what messages hold of a person, by rule (flows.md §9): the payload goes, its digest stays, every chain still verifies.

An application's keys travel wrapped inside the payloads that carry its sealed block; as long as these stand, the block opens.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from beian import audit
from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.filing.canonical import parse
from beian.notices import disposal as texts
from beian.people import scope

YEARS = 5  # P10 二(二)1(6), P11: kept for at least five years


class NotYet(ValueError):
    """The keeping time is not over, the filing still stands, or something about the application is still on its way."""


def check_may_dispose(*, application: object, ended_on: date | None, now: datetime) -> None:
    """Refuses before five years after the end have passed; None: it has not ended."""
    today = localdate(now)
    if ended_on is None:
        raise NotYet(f"{application} has not ended")
    if (today.year - YEARS, today.month, today.day) <= (ended_on.year, ended_on.month, ended_on.day):
        raise NotYet(f"{application} ended on {ended_on} and is kept for {YEARS} years")


def destroy(*, application: object, now: datetime) -> None:
    """In the node's scope, after check_may_dispose: payloads with a sealed block, evidence keys and files, whom texts went to. Recorded with their number."""
    key = str(application)
    if texts.waiting(UUID(key)):
        raise NotYet(f"texts about {key} wait to be sent")
    payloads = _destroy_payloads(key)
    files = list(EvidenceFile.objects.of(application).select_for_update())
    for evidence in files:
        store.dispose(evidence, now=now)
    after = {"messages": payloads, "files": len(files), "texts": texts.forget(UUID(key))}
    audit.record(verb="application.dispose", subject=("application", key), after=after)


def _destroy_payloads(key: str) -> int:
    node = scope.current().node
    if InboxMessage.objects.filter(node=node, key=key, state__in=("pending", "parked")).exists():
        raise NotYet(f"messages about {key} wait to be applied")
    sent = OutboxMessage.objects.filter(node=node, key=key, content=None)
    if sent.filter(seq=None).exists():
        raise NotYet(f"messages about {key} wait to be sent")
    rows = [*sent, *InboxMessage.objects.filter(node=node, key=key, content=None)]
    sealed = [row for row in rows if "sealed" in parse(bytes(row.payload))]
    for row in sealed:
        content = hashlib.sha256(bytes(row.payload)).digest()
        type(row).objects.filter(pk=row.pk).update(payload=b"", content=content)
    return len(sealed)
