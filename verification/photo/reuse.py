"""Whether the background of a photo was seen before, behind somebody else: a person put into an old picture."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from beian.people import scope
from verification.photo import sentences
from verification.photo.models import PhotoRecord
from verification.photo.verdicts import DOUBT, Check, Verdict

CODE = sentences.REUSED
BITS = 256
LEAST_BITS = 48  # cells both pictures show without a person before them
MOST_DIFFERENT = 0.2  # of those cells; two pictures of the same wall differ in about half of them
NEAR = 2.0  # pixels between equal corners
_LOOKED_AT = 50
# Half of a fingerprint is signs, half is which cells count. Other applications' photos before the same backdrop.
_LIKE = """
SELECT id FROM (
    SELECT id, ('x' || left(background, 64))::bit(256) AS bits, ('x' || right(background, 64))::bit(256) AS mask
    FROM verification_photorecord
    WHERE node = %(node)s AND backdrop IS NOT DISTINCT FROM %(backdrop)s AND application <> %(application)s
        AND length(background) = 128
) AS old
WHERE bit_count(mask & %(mask)s::bit(256)) >= %(least)s
    AND bit_count((bits # %(bits)s::bit(256)) & mask & %(mask)s::bit(256))
        <= %(different)s * bit_count(mask & %(mask)s::bit(256))
ORDER BY id DESC LIMIT %(most)s
"""


def check(verdict: Verdict, *, application: UUID) -> Check | None:
    """A doubt where another application's photo has the same background with its markers at the same places."""
    if len(verdict.background) != 2 * BITS // 4:
        return None
    corners = verdict.measures.get("corners") or []
    for record in PhotoRecord.objects.filter(pk__in=_like(verdict, application)):
        if _same_corners(corners, record.verdict["measures"].get("corners") or []):
            return Check(CODE, DOUBT, record.taken_at.isoformat(), fault=CODE)
    return None


def _like(verdict: Verdict, application: UUID) -> list[int]:
    values = {
        "node": scope.current().node,
        "backdrop": verdict.backdrop,
        "application": application,
        "bits": _bits(verdict.background[:64]),
        "mask": _bits(verdict.background[64:]),
        "least": LEAST_BITS,
        "different": MOST_DIFFERENT,
        "most": _LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIKE, values)
        return [pk for (pk,) in cursor.fetchall()]


def _bits(text: str) -> str:
    return f"{int(text, 16):0{BITS}b}"


def _same_corners(first: Sequence[list[float]], second: Sequence[list[float]]) -> bool:
    """Whether the markers of two pictures, each [id, x, y] of its middle, stand at the same places; two at least, and most of them."""
    near = sum(any(_near(one, other) for other in second) for one in first)
    return near >= 2 and near >= 0.8 * min(len(first), len(second))


def _near(one: list[float], other: list[float]) -> bool:
    return one[0] == other[0] and abs(one[1] - other[1]) <= NEAR and abs(one[2] - other[2]) <= NEAR
