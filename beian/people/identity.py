"""UUIDv7 (RFC 9562): names what crosses between nodes. Its order in time keeps indexes compact and decides nothing (decision 8)."""

import os
import time
from uuid import UUID


def uuid7(milliseconds: int | None = None) -> UUID:
    """A fresh identity for a moment (milliseconds since 1970-01-01 UTC, now if none is given): 48 bits of it, then 74 random bits."""
    moment = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    if not 0 <= moment < 1 << 48:
        raise ValueError(f"not a moment that UUIDv7 can hold: {moment}")
    chance = int.from_bytes(os.urandom(10), "big")
    high, low = chance >> 68, chance & ((1 << 62) - 1)
    return UUID(int=moment << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
