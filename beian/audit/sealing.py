"""Seals over the log: every few minutes the entries since the last seal are digested together with that seal's digest.

Only committed entries are seen, so a late commit falls into a later seal and no order of commits is assumed. Content is digested by the
database in one statement; the verifier computes it again the same way from what stands there now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

LARGEST = 20_000
_FACTS = """jsonb_build_array(id, (extract(epoch FROM at) * 1000000)::bigint, node, actor, actor_label, verb, subject_kind,
    subject_id, owner_id, before, after)"""
_CONTENT = f"count(*), sha256(string_agg(sha256(convert_to({_FACTS}::text, 'UTF8')), ''::bytea ORDER BY id))"
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('audit seal ' || current_setting('beian.node')))"
_LAST = (
    "SELECT number, digest FROM beian_auditseal WHERE node = current_setting('beian.node') ORDER BY number DESC LIMIT 1"
)
_TAKE = """
WITH taken AS (
    UPDATE beian_auditentry SET seal = %(number)s WHERE node = current_setting('beian.node') AND id IN (
        SELECT id FROM beian_auditentry WHERE node = current_setting('beian.node') AND seal IS NULL ORDER BY id LIMIT %(most)s)
    RETURNING *
)
SELECT {content} FROM taken
""".replace("{content}", _CONTENT)
_KEEP = "INSERT INTO beian_auditseal (number, entries, digest) VALUES (%s, %s, %s)"
_SEALS = (
    "SELECT number, entries, digest FROM beian_auditseal WHERE node = current_setting('beian.node') ORDER BY number"
)
_STANDING = """
SELECT seal, {content} FROM beian_auditentry
WHERE node = current_setting('beian.node') AND seal IS NOT NULL GROUP BY seal ORDER BY seal
""".replace("{content}", _CONTENT)


class Seal(NamedTuple):
    """A seal's number, how many entries it covers, its digest."""

    number: int
    entries: int
    digest: bytes


def seal() -> Seal | None:
    """Seal what stands unsealed at this scope's node, at most LARGEST entries; None where there is nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        before, previous = last()
        cursor.execute(_TAKE, {"number": before + 1, "most": LARGEST})
        count, content = cursor.fetchone()
        if not count:
            return None
        made = Seal(before + 1, count, chained(previous, before + 1, count, bytes(content)))
        cursor.execute(_KEEP, list(made))
        return made


def last() -> tuple[int, bytes]:
    """(number, digest) of the node's last seal; (0, no bytes) before the first."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        number, digest = cursor.fetchone() or (0, b"")
        return number, bytes(digest)


def chained(previous: bytes, number: int, entries: int, content: bytes) -> bytes:
    """The digest of a seal."""
    return hashlib.sha256(b"%d|%d|" % (number, entries) + previous + content).digest()


def broken() -> Iterator[str]:
    """What does not hold at this scope's node, in words, the first of each seal; nothing where all holds."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALS)
        seals = [Seal(number, entries, bytes(digest)) for number, entries, digest in cursor.fetchall()]
        cursor.execute(_STANDING)
        standing = {number: (count, bytes(content)) for number, count, content in cursor.fetchall()}
    previous = b""
    for place, found in enumerate(seals, start=1):
        yield from _of(found, place, previous, standing.pop(found.number, (0, b"")))
        previous = found.digest
    for number in standing:
        yield f"seal {number}: entries refer to it and it is not there"


def _of(found: Seal, place: int, previous: bytes, standing: tuple[int, bytes]) -> Iterator[str]:
    count, content = standing
    if found.number != place:
        yield f"seal {found.number}: seal {place} is missing before it"
    elif count != found.entries:
        yield f"seal {found.number}: {found.entries} entries were sealed, {count} are there"
    elif chained(previous, found.number, count, content) != found.digest:
        yield f"seal {found.number}: an entry or the seal itself was altered"
