"""One at a time: session locks of PostgreSQL, which end with their connection, so that a killed process leaves none behind.

They need connections of their own (no pooler that hands one session to several clients in turn).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def only_one(*name: str) -> Iterator[bool]:
    """True for whoever holds the lock of this name meanwhile, False at once for everybody else."""
    number = int.from_bytes(hashlib.sha256("\0".join(name).encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
