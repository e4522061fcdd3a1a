"""One at a time: session locks of PostgreSQL, which end with their connection, so that a killed process leaves none behind.

They need connections of their own (no pooler that hands one session to several clients in turn).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from django.db import connection


class Turn:
    """At most one lock, taken and given back by statements that may stand in any transaction; the block's end gives it back at the latest.

    A lock belongs to the session: neither commit nor rollback ends it. Whoever gives it back in the transaction in which he looks
    for more work must do so before he looks.
    """

    def __init__(self) -> None:
        self._held: int | None = None

    def take(self, *name: str) -> bool:
        """True if it is ours now, False at once if somebody else has it. What was held before is given back."""
        self.give()
        number = int.from_bytes(hashlib.sha256("\0".join(name).encode()).digest()[:8], "big", signed=True)
        if mine := _told("SELECT pg_try_advisory_lock(%s)", number):
            self._held = number
        return mine

    def give(self) -> None:
        """Give back what is held, if anything."""
        if self._held is not None:
            number, self._held = self._held, None
            _told("SELECT pg_advisory_unlock(%s)", number)

    def __enter__(self) -> Turn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if connection.connection is not None and not connection.connection.closed:
            self.give()


@contextmanager
def only_one(*name: str) -> Iterator[bool]:
    """True for whoever holds the lock of this name meanwhile, False at once for everybody else."""
    with Turn() as turn:
        yield turn.take(*name)


def _told(text: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(text, [number])
        return cursor.fetchone()[0]
