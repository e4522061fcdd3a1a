"""Signing a verification sheet, and proving later that nobody has changed it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from beian import papers
from beian.filing import canonical
from beian.filing.documents import FilingDocument
from beian.people import keys
from beian.people.models import User
from verification.sheet import contents, paper
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
    facts: Mapping[str, Any] | None = None,
    filing: FilingDocument | None = None,
    photo: UUID | None = None,
    owner: int | None = None,
) -> VerificationSheet:
    """The sheet of this round, signed by the verifier and sealed by the node. `document` is the open part, `sealed` its block.

    With `filing`, the document in clear, its PDF is made, sealed and kept as evidence of `owner` in the same transaction; `photo` is the
    desk photo's evidence. `facts` are photo, sources and agreement as they stand, without personal values: they are bound into the digest.
    """
    sheet = VerificationSheet(
        application=application,
        round=round,
        documents=list(documents),
        compared=list(compared),
        corrections=list(corrections),
        signed_by=by,
        signer=by.name,
        signed_at=now,
        facts=exact(facts or {}),
    )
    told = _told(sheet, filing) if filing is not None else None
    if told is not None:
        sheet.form = told.wording.edition
        sheet.facts = sheet.facts | {"form": sheet.form}
    sheet.digest = digest_of(sheet, document, sealed)
    sheet.signature = keys.sign(bytes.fromhex(sheet.digest))
    if told is not None:
        sheet.paper = _paper(sheet, told, photo, owner)
    sheet.save(force_insert=True)
    return sheet


def _told(sheet: VerificationSheet, filing: FilingDocument) -> contents.Contents:
    return contents.contents(
        filing=filing,
        originals=sheet.documents,
        compared=sheet.compared,
        corrections=sheet.corrections,
        facts=sheet.facts,
        now=sheet.signed_at,
    )


def _paper(sheet: VerificationSheet, told: contents.Contents, photo: UUID | None, owner: int | None) -> UUID:
    picture = paper.picture_of(photo, reason="sheet")
    pdf = paper.made(
        told, number=sheet.number, digest=sheet.digest, signer=sheet.signer, picture=picture, now=sheet.signed_at
    )
    sealed = papers.seal(pdf, reason=paper.REASON, now=sheet.signed_at)
    return paper.kept(sealed, purpose=paper.PURPOSE, application=sheet.application, owner=owner)


def exact(value: Any) -> Any:
    """The value as it has one sequence of bytes: measured numbers as text, moments in ISO form, keys as text."""
    if isinstance(value, Mapping):
        return {str(key): exact(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [exact(inner) for inner in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def digest_of(sheet: VerificationSheet, document: dict[str, Any], sealed: bytes) -> str:
    """SHA-256 over the canonical facts and the document they are about, 64 hex digits. Sheets of old have no facts beside these."""
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
    if sheet.facts:
        facts["facts"] = sheet.facts
    return canonical.digest(facts).hex()


def holds(sheet: VerificationSheet, document: dict[str, Any], sealed: bytes) -> bool:
    """Whether sheet and document are those that were signed, by this node."""
    if digest_of(sheet, document, sealed) != sheet.digest:
        return False
    return keys.verify(sheet.node, bytes.fromhex(sheet.digest), bytes(sheet.signature))


def told_holds(
    told: Mapping[str, Any], *, node: str, application: UUID, round: int, document: dict[str, Any], sealed: bytes
) -> bool:
    """As `holds`, for a sheet that another node tells of: signed_by, signed_at, documents, compared, corrections, digest, signature (base64),

    and `facts` where it has some; a sheet of an older release has none.
    """
    try:
        signature = base64.b64decode(told["signature"], validate=True)
    except (binascii.Error, ValueError):
        return False
    sheet = VerificationSheet(
        node=node,
        application=application,
        round=round,
        documents=told["documents"],
        compared=told["compared"],
        corrections=told["corrections"],
        signer=told["signed_by"],
        signed_at=told["signed_at"],
        facts=told.get("facts") or {},
        digest=told["digest"],
        signature=signature,
    )
    try:
        return holds(sheet, document, sealed)
    except canonical.CanonicalError:
        return False  # facts that have no canonical bytes were never signed
