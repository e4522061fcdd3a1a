"""UUIDv7 (RFC 9562): 48 bits of milliseconds, then randomness. An identity that sorts roughly by age; it orders nothing (decision 8)."""

import os
from uuid import UUID


def uuid7(milliseconds: int) -> UUID:
    """A fresh identity for the moment `milliseconds` after 1970-01-01 UTC."""
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError(f"not a moment that UUIDv7 can hold: {milliseconds}")
    random = int.from_bytes(os.urandom(10), "big")
    high, low = random >> 68, random & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
