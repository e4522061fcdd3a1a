"""The evidence store: take an upload, keep it sealed, read it again, dispose of it.

`prepare` is the slow half (decode, write anew, encrypt) and needs no scope; `keep` writes the file and then the row in the caller's
transaction. Every reading is a row of its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.db.models.functions import Now

from beian import audit
from beian.evidence import checks, disk
from beian.evidence.checks import Checked
from beian.evidence.models import EvidenceFile
from beian.evidence.purposes import PURPOSES, shown_name
from beian.evidence.refusals import EvidenceAbsent, EvidenceRefused
from beian.people import keys, scope
from beian.people.identity import uuid7

NONCE = 12
ORPHAN_AGE = timedelta(hours=1)
_NOTE = "INSERT INTO beian_evidencereading (evidence_id, reason) VALUES (%s, %s)"


@dataclass(frozen=True)
class Prepared:
    """An upload that passed every check, encrypted under a key of its own; nothing of it is stored yet."""

    uuid: UUID
    purpose: str
    checked: Checked
    size: int
    key: bytes
    ciphertext: bytes
    digest: str


def prepare(upload: IO[bytes], *, purpose: str) -> Prepared:
    """Check, re-encode and encrypt an upload, or EvidenceRefused. Slow and pure: `beforehand.decode` calls it outside the transaction,

    and what it made or refused there is what a form gets here.
    """
    if (known := getattr(upload, "decoded", None)) is not None and known[0] == purpose:
        if isinstance(known[1], EvidenceRefused):
            raise known[1]
        return known[1]
    return seal(checks.check(upload, PURPOSES[purpose]), purpose)


def again(evidence: EvidenceFile) -> Prepared:
    """A kept document sealed anew under a key of its own, for another application of the same owner; that it was read is logged."""
    data = read(evidence, reason="reuse")
    checked = Checked(data, evidence.media_type, evidence.width, evidence.height, evidence.taken_at)
    return seal(checked, evidence.purpose)


def seal(checked: Checked, purpose: str) -> Prepared:
    """What has been checked, encrypted under a fresh key and name of its own."""
    uuid, key, nonce = uuid7(), AESGCM.generate_key(bit_length=256), os.urandom(NONCE)
    ciphertext = nonce + AESGCM(key).encrypt(nonce, checked.data, _bound_to(uuid))
    digest = hashlib.sha256(ciphertext).hexdigest()
    return Prepared(uuid, purpose, checked, len(checked.data), key, ciphertext, digest)


def keep(prepared: Prepared, *, application: UUID, owner: int | None = None) -> EvidenceFile:
    """File first, then row, in the caller's scope. `owner` is the owner's account at a provider node. NoRoom where the disk is full."""
    node = scope.current().node
    disk.write(node, prepared.digest, prepared.ciphertext)
    evidence = EvidenceFile.objects.create(
        uuid=prepared.uuid,
        application=application,
        purpose=prepared.purpose,
        name=shown_name(prepared.purpose, prepared.checked.media_type),
        media_type=prepared.checked.media_type,
        size=prepared.size,
        digest=prepared.digest,
        wrapped_key=keys.wrap_for(node, prepared.key, context_of(prepared.uuid)),
        width=prepared.checked.width,
        height=prepared.checked.height,
        taken_at=prepared.checked.taken_at,
        owner_id=owner,
        held_since=Now() if PURPOSES[prepared.purpose].record else None,
    )
    after = {"application": str(application), "purpose": prepared.purpose, "digest": prepared.digest}
    audit.record(verb="evidence.store", subject=evidence, owner=owner, after=after)
    return evidence


def store(upload: IO[bytes], *, purpose: str, application: UUID, owner: int | None = None) -> EvidenceFile:
    """Prepare and keep in one go."""
    return keep(prepare(upload, purpose=purpose), application=application, owner=owner)


def read(evidence: EvidenceFile, *, reason: str) -> bytes:
    """The document in the clear; who reads, when and why is written in the same transaction (Q2)."""
    if evidence.disposed_at is not None or not evidence.complete:
        raise EvidenceAbsent(f"evidence {evidence.uuid} is not here")
    _note(evidence, reason)
    key = keys.unwrap(bytes(evidence.wrapped_key), context_of(evidence.uuid))
    ciphertext = disk.read(scope.current().node, evidence.digest)
    return decrypt(ciphertext, key, evidence.uuid)


def hold(files: Iterable[EvidenceFile]) -> None:
    """From now on these are under keeping: five years from the end of their filing nobody can remove them (Q1)."""
    fresh = [evidence.pk for evidence in files if evidence.held_since is None]
    if fresh:
        EvidenceFile.objects.filter(pk__in=fresh, held_since=None).update(held_since=Now())


def dispose(evidence: EvidenceFile, *, now: datetime) -> None:
    """Destroy the key now and the file after the commit; the row stays and says that there was one (flows.md §9).

    What is under keeping goes by a signed list only and not before its day: the database refuses anything else.
    """
    node, digest = scope.current().node, evidence.digest
    evidence.wrapped_key, evidence.disposed_at = b"", now
    evidence.save(update_fields=["wrapped_key", "disposed_at"])
    audit.record(verb="evidence.dispose", subject=evidence, owner=evidence.owner_id, after={"digest": digest})
    transaction.on_commit(lambda: disk.remove(node, digest))


def sweep_orphans(*, now: datetime) -> int:
    """Remove what crashes and refusals left in the current node's folder: files older than an hour that no row names."""
    removed = 0
    for folder in disk.folders(scope.current().node):
        old = disk.older_than(folder, (now - ORPHAN_AGE).timestamp())
        named = EvidenceFile.objects.kept().filter(digest__in=[path.name for path in old])
        known = set(named.values_list("digest", flat=True))
        orphans = [path for path in old if path.name not in known]
        for path in orphans:
            path.unlink(missing_ok=True)
        removed += len(orphans)
    return removed


def context_of(uuid: UUID) -> str:
    """What a wrapped key is bound to: it opens for this file only."""
    return f"evidence|{uuid}"


def _bound_to(uuid: UUID) -> bytes:
    return uuid.bytes


def decrypt(ciphertext: bytes, key: bytes, uuid: UUID) -> bytes:
    """The document in the clear, or Unreadable. Whoever shows it uses `read`, which logs."""
    try:
        return AESGCM(key).decrypt(ciphertext[:NONCE], ciphertext[NONCE:], _bound_to(uuid))
    except InvalidTag as error:
        raise keys.Unreadable(f"evidence {uuid} was changed on disk") from error


def _note(evidence: EvidenceFile, reason: str) -> None:
    """Plain SQL as in the audit log: an owner may add readings and see none."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [evidence.pk, reason])
