"""What a job keeps: sealed, compressed rows of each slice, and the files made of them at its end."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from beian.pages import exports
from beian.pages.jobs.models import Job, JobPart, PartKind
from beian.people import keys

LARGEST = 64 * 1024 * 1024  # bytes of a finished file
DECIMAL, ASKED = "decimal", "job-asked"


class Made(NamedTuple):
    """A finished file."""

    name: str
    media_type: str
    content: bytes


def sealed(asked: dict[str, Any]) -> bytes:
    """What was asked for: it may name people."""
    return keys.encrypt(json.dumps(asked, ensure_ascii=False).encode("utf-8", "replace"), ASKED)


def unsealed(job: Job) -> dict[str, Any]:
    """{"parameters": …, "back": address}."""
    return json.loads(keys.decrypt(bytes(job.asked), ASKED))


def context_of(job: int, kind: str, seq: int) -> str:
    return f"job-part:{job}:{kind}:{seq}"


def keep(job: Job, kind: PartKind, content: bytes, *, seq: int = 0, name: str = "", media_type: str = "") -> JobPart:
    """Store bytes sealed, in the caller's transaction."""
    sealed = keys.encrypt(zlib.compress(content, 6), context_of(job.pk, kind, seq))
    return JobPart.objects.create(
        job=job, kind=kind, seq=seq, name=name, media_type=media_type, size=len(content), content=sealed
    )


def opened(part: JobPart) -> bytes:
    return zlib.decompress(keys.decrypt(bytes(part.content), context_of(part.job_id, part.kind, part.seq)))


def keep_rows(job: Job, kind: PartKind, rows: list[list]) -> None:
    """The rows of one slice, numbered after those already kept."""
    if rows:
        seq = JobPart.objects.filter(job=job, kind=kind).count()
        keep(job, kind, json.dumps(rows, ensure_ascii=False, default=_stored).encode("utf-8", "replace"), seq=seq)


def rows_of(job: Job, kind: PartKind) -> list[bytes]:
    """What the slices kept, still as bytes, in order; read inside the scope and opened outside."""
    return [opened(part) for part in JobPart.objects.filter(job=job, kind=kind).order_by("seq")]


def read(parts: Iterable[bytes]) -> Iterator[list]:
    for part in parts:
        yield from json.loads(part, object_hook=_read)


def refused_file(rows: Iterable[list]) -> Made:
    """The rows that did not pass, in their order: line number, reason, and what stood there."""
    lines = ([line, reason, *cells] for line, reason, *cells in rows)
    content = exports.as_csv([_("行号"), _("原因"), _("原内容")], lines)
    return Made("refused.csv", exports.MEDIA_TYPES["csv"], content)


def _stored(value: Any) -> Any:
    return {DECIMAL: str(value)} if isinstance(value, Decimal) else exports.text(value)


def _read(found: dict) -> Any:
    return Decimal(found[DECIMAL]) if set(found) == {DECIMAL} else found
