"""Drawing a sample that anybody can draw again: the population in ascending order, each member hashed with the seed, the lowest hashes first.

The hash is SHA-256 over `seed|id`, both as they are shown, so that `printf '%s|%s' SEED ID | sha256sum` recomputes a line.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from uuid import UUID

SEED = 8  # bytes


def new_seed() -> str:
    """16 hex digits that nobody chose."""
    return secrets.token_hex(SEED)


def rank(seed: str, member: UUID | str) -> str:
    """What a member is ordered by: 64 hex digits."""
    return hashlib.sha256(f"{seed}|{member}".encode()).hexdigest()


def draw(seed: str, population: Iterable[UUID], size: int) -> list[UUID]:
    """The first `size` members by their rank, in that order; all of them where there are fewer."""
    return sorted(population, key=lambda member: rank(seed, member))[:size]
