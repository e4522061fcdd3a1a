"""Prints of a sheet: what was printed is remembered by its digest, so that a page says when the paper no longer says what the record says."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from beian import audit
from beian.filing import canonical
from beian.people import keys
from beian.people.models import User
from verification.sheet.contents import Contents
from verification.sheet.models import SheetPrint


def current(contents: Contents) -> bytes:
    """Keyed digest of everything that a print of these contents shows, 32 bytes."""
    shown = asdict(contents) | {"wording": contents.wording.texts, "photo": [list(pair) for pair in contents.photo]}
    return keys.digest("sheet", canonical.canonical(shown).decode())


def printed(*, application: UUID, round: int, digest: bytes, by: User, now: datetime) -> SheetPrint:
    """Note that the sheet was printed with this content."""
    row = SheetPrint.objects.create(application=application, round=round, digest=digest, printed_at=now, by=by)
    audit.record(verb="sheet.print", subject=("application", application), after={"round": round})
    return row


def last(application: UUID, round: int) -> SheetPrint | None:
    """The latest print of this round, with who printed it."""
    rows = SheetPrint.objects.filter(application=application, round=round).select_related("by")
    return rows.order_by("-id").first()


def stale(application: UUID, round: int, digest: bytes) -> bool:
    """Whether a print of this round is about that no longer shows what the record says."""
    found = last(application, round)
    return found is not None and bytes(found.digest) != digest
