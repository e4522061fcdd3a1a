"""Destroying what messages hold of a person, by rule (flows.md §9): the payload goes, its digest stays, every chain still verifies.

An application's keys travel wrapped inside the payloads that carry its sealed block; as long as these stand, the block opens.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beian import audit
from beian.evidence import store
from beian.evidence.disposal import kept_until
from beian.evidence.models import EvidenceFile
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.filing.canonical import parse
from beian.notices import disposal as texts
from beian.people import scope


class NotYet(ValueError):
    """The keeping time is not over, the filing still stands, or something about the application is still on its way; str() is the sentence."""


def check_may_dispose(*, ended_on: date | None, now: datetime) -> None:
    """Refuses before the keeping time after the end has passed (P10 三(一)4); None: it has not ended."""
    if ended_on is None:
        raise NotYet(_("备案尚未终止，材料须继续保存。"))
    last = kept_until(ended_on)
    if localdate(now) <= last:
        raise NotYet(_("保存期到 %(day)s 为止，期满前不能销毁。") % {"day": last.isoformat()})


def destroy(*, application: object, now: datetime) -> None:
    """In the node's scope, after check_may_dispose: payloads with a sealed block, evidence keys and files, whom texts went to. Recorded with their number."""
    key = str(application)
    if texts.waiting(UUID(key)):
        raise NotYet(_("还有通知没有发出，发出后才能销毁。"))
    payloads = _destroy_payloads(key)
    files = list(EvidenceFile.objects.of(application).select_for_update())
    for evidence in files:
        store.dispose(evidence, now=now)
    after = {"messages": payloads, "files": len(files), "texts": texts.forget(UUID(key))}
    audit.record(verb="application.dispose", subject=("application", key), after=after)


def _destroy_payloads(key: str) -> int:
    node = scope.current().node
    if InboxMessage.objects.filter(node=node, key=key, state__in=("pending", "parked")).exists():
        raise NotYet(_("还有收到的消息没有处理，处理后才能销毁。"))
    sent = OutboxMessage.objects.filter(node=node, key=key, content=None)
    if sent.filter(seq=None).exists():
        raise NotYet(_("还有消息没有发出，发出后才能销毁。"))
    rows = [*sent, *InboxMessage.objects.filter(node=node, key=key, content=None)]
    sealed = [row for row in rows if "sealed" in parse(bytes(row.payload))]
    for row in sealed:
        content = hashlib.sha256(bytes(row.payload)).digest()
        type(row).objects.filter(pk=row.pk).update(payload=b"", content=content)
    return len(sealed)
