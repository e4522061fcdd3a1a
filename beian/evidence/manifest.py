"""Evidence on its way between nodes: a message lists what belongs to it, the receiver takes its own copy.

On one machine a copy is a second name for the same ciphertext and a key wrapped for the receiver. Where the file is not at hand,
the row says so: such a case may be read, but not decided until its manifest is complete (decision 15).
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Literal
from uuid import UUID

from django.db.models.functions import Now
from pydantic import BaseModel, ConfigDict, Field

from beian.evidence import disk, store
from beian.evidence.checks import MOST_BYTES
from beian.evidence.models import EvidenceFile
from beian.evidence.store import context_of
from beian.people import keys, scope


class ManifestEntry(BaseModel):
    """One file as a message names it; `keys` are the file's key, wrapped for each node that may open it, in base64."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    purpose: str = Field(pattern=r"^[a-z_]{1,40}$")
    name: str = Field(min_length=1, max_length=100)
    media_type: Literal["image/jpeg", "image/png", "application/pdf"]
    size: int = Field(gt=0, le=4 * MOST_BYTES)  # a picture written anew may outgrow its upload
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    width: int | None = None
    height: int | None = None
    keys: dict[str, str]


class ForeignEvidence(ValueError):
    """A message lists a file under an identifier that already belongs to another application or another content."""


def manifest(files: Iterable[EvidenceFile], *, for_nodes: Iterable[str]) -> list[dict]:
    """The entries for a message, each key wrapped for each of `for_nodes`. Plain JSON. What has been reported is under keeping."""
    nodes, listed = sorted(set(for_nodes)), list(files)
    store.hold(listed)
    return [_entry(evidence, nodes) for evidence in listed]


def _entry(evidence: EvidenceFile, nodes: list[str]) -> dict:
    context = context_of(evidence.uuid)
    key = keys.unwrap(bytes(evidence.wrapped_key), context)
    wrapped = {node: base64.b64encode(keys.wrap_for(node, key, context)).decode() for node in nodes}
    entry = ManifestEntry(
        id=evidence.uuid,
        purpose=evidence.purpose,
        name=evidence.name,
        media_type=evidence.media_type,
        size=evidence.size,
        digest=evidence.digest,
        width=evidence.width,
        height=evidence.height,
        keys=wrapped,
    )
    return entry.model_dump(mode="json")


def adopt(
    entries: Iterable[Mapping | ManifestEntry], *, sender: str, application: UUID, owner: int | None = None
) -> list[EvidenceFile]:
    """Take copies of the entries that hold a key for this node; repeating it changes nothing. Returns this node's rows.

    `owner` is the owner's account at a provider node, where the files are his.
    """
    node = scope.current().node
    listed = [ManifestEntry.model_validate(entry) for entry in entries]
    own = {entry.id: entry for entry in listed if node in entry.keys}
    known = {row.uuid: row for row in EvidenceFile.objects.filter(uuid__in=own)}
    for row in known.values():
        if row.application != application or row.digest != own[row.uuid].digest:
            raise ForeignEvidence(f"evidence {row.uuid} already belongs elsewhere")
    fresh = [_copy(entry, node, sender, application, owner) for uuid, entry in own.items() if uuid not in known]
    EvidenceFile.objects.bulk_create(fresh)
    return list(EvidenceFile.objects.filter(uuid__in=own).order_by("id"))


def _copy(entry: ManifestEntry, node: str, sender: str, application: UUID, owner: int | None) -> EvidenceFile:
    """The file's new name, then the unsaved row. The key is wrapped anew: what is kept does not come from the message."""
    context = context_of(entry.id)
    key = keys.unwrap(base64.b64decode(entry.keys[node], validate=True), context)
    return EvidenceFile(
        uuid=entry.id,
        application=application,
        purpose=entry.purpose,
        name=entry.name,
        media_type=entry.media_type,
        size=entry.size,
        digest=entry.digest,
        width=entry.width,
        height=entry.height,
        wrapped_key=keys.wrap_for(node, key, context),
        owner_id=owner,
        sender=sender,
        complete=disk.link(sender, node, entry.digest),
        held_since=Now(),
    )


def collect() -> int:
    """Look again for files that this node still awaits; how many have come."""
    node, found = scope.current().node, 0
    for evidence in EvidenceFile.objects.awaited().select_for_update(skip_locked=True):
        if disk.link(evidence.sender, node, evidence.digest):
            evidence.complete = True
            evidence.save(update_fields=["complete"])
            found += 1
    return found


def complete(application: UUID) -> bool:
    """Whether every file of the application is here."""
    return not EvidenceFile.objects.awaited().filter(application=application).exists()
