"""UUIDv7 (RFC 9562): names what crosses between nodes. Its order in time keeps indexes compact and decides nothing (decision 8)."""

import os
import time
from uuid import UUID

_MILLISECONDS = (1 << 48) - 1


def uuid7() -> UUID:
    """48 bits of milliseconds since 1970, then 74 random bits."""
    moment = time.time_ns() // 1_000_000 & _MILLISECONDS
    chance = int.from_bytes(os.urandom(10), "big")
    value = moment << 80 | 0x7 << 76 | (chance >> 68 & 0xFFF) << 64 | 0b10 << 62 | chance & ((1 << 62) - 1)
    return UUID(int=value)
