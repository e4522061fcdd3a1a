"""Signing a verification sheet, and proving later that nobody has changed it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from beian.filing import canonical
from beian.people import keys
from beian.people.models import User
from verification.sheet.models import VerificationSheet


def sign(
    *,
    application: UUID,
    round: int,
    document: dict[str, Any],
    sealed: bytes,
    documents: Sequence[str],
    compared: Sequence[str],
    corrections: Sequence[dict[str, str]],
    by: User,
    now: datetime,
) -> VerificationSheet:
    """The sheet of this round, signed by the verifier and sealed by the node. `document` is the open part, `sealed` its block."""
    sheet = VerificationSheet(
        application=application,
        round=round,
        documents=list(documents),
        compared=list(compared),
        corrections=list(corrections),
        signed_by=by,
        signer=by.name,
        signed_at=now,
    )
    sheet.digest = digest_of(sheet, document, sealed)
    sheet.signature = keys.sign(bytes.fromhex(sheet.digest))
    sheet.save(force_insert=True)
    return sheet


def digest_of(sheet: VerificationSheet, document: dict[str, Any], sealed: bytes) -> str:
    """SHA-256 over the canonical facts and the document they are about, 64 hex digits."""
    facts = {
        "application": str(sheet.application),
        "round": sheet.round,
        "documents": sheet.documents,
        "compared": sheet.compared,
        "corrections": sheet.corrections,
        "signer": sheet.signer,
        "signed_at": sheet.signed_at.astimezone(UTC).isoformat(),
        "document": canonical.digest(document).hex(),
        "sealed": hashlib.sha256(sealed).hexdigest(),
    }
    return canonical.digest(facts).hex()


def holds(sheet: VerificationSheet, document: dict[str, Any], sealed: bytes) -> bool:
    """Whether sheet and document are those that were signed, by this node."""
    if digest_of(sheet, document, sealed) != sheet.digest:
        return False
    return keys.verify(sheet.node, bytes.fromhex(sheet.digest), bytes(sheet.signature))


def told_holds(
    facts: Mapping[str, Any], *, node: str, application: UUID, round: int, document: dict[str, Any], sealed: bytes
) -> bool:
    """As `holds`, for a sheet that another node tells of: signed_by, signed_at, documents, compared, corrections, digest, signature (base64)."""
    try:
        signature = base64.b64decode(facts["signature"], validate=True)
    except (binascii.Error, ValueError):
        return False
    sheet = VerificationSheet(
        node=node,
        application=application,
        round=round,
        documents=facts["documents"],
        compared=facts["compared"],
        corrections=facts["corrections"],
        signer=facts["signed_by"],
        signed_at=facts["signed_at"],
        digest=facts["digest"],
        signature=signature,
    )
    return holds(sheet, document, sealed)
