"""Wake-up calls of the exchange: a node's name, told to the listener, or left with the bell where none listens. What gets lost is mended by the sweep."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from beian.people import bell

log = logging.getLogger(__name__)
CHANNEL = "beian_exchange"
# A listener holds the lock alone as long as it leads: whoever gets it too, for a moment, knows that nobody listens.
_TELL = f"SELECT pg_notify('{CHANNEL}', %s), pg_try_advisory_xact_lock_shared(%s)"
_LEAD = "SELECT pg_try_advisory_lock(%s)"


@dataclass
class _Work:
    node: str
    rung: bool = False


_work: ContextVar[_Work | None] = ContextVar("beian_exchange_work", default=None)


def ring(node: str) -> None:
    """Say that `node` has messages to send or to apply, once the open transaction has committed."""
    work = _work.get()
    if work is not None and work.node == node:
        work.rung = True  # the pump that is at it here looks again before it ends
    elif not settings.CELERY_BROKER_URL.startswith("memory:"):  # one process without workers: there is nobody to tell
        transaction.on_commit(lambda: _wake(node))


def ring_workers(node: str) -> None:
    """The same through the broker alone: what was told once and is still waiting is told to others."""
    bell.ring("exchange.pump", node)


def _wake(node: str) -> None:
    if not _told(node):
        ring_workers(node)


def _told(node: str) -> bool:
    """Whether a listener heard it. A database that is gone the moment after the commit is no reason to fail: the sweep finds the work."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TELL, [node, _number()])
            _told, nobody_leads = cursor.fetchone()
    except Error as error:
        log.warning("%s: nobody could be told through the database: %s", node, error)
        return False
    return not nobody_leads


def listened() -> bool:
    """Whether a listener leads now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [_number()])
        return not cursor.fetchone()[0]


def leading(line: BaseDatabaseWrapper) -> bool:
    """Take the lead for this connection if nobody has it; it ends with the connection."""
    with line.cursor() as cursor:
        cursor.execute(_LEAD, [_number()])
        return cursor.fetchone()[0]


def _number() -> int:
    """One lead for each set of nodes that is served together."""
    name = f"exchange listener\0{settings.NODES}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@contextmanager
def at_work(node: str) -> Iterator[None]:
    """While `node` is pumped here, what it rings for itself needs no second pump; it is rung after all if this one fails."""
    work = _Work(node)
    token = _work.set(work)
    try:
        yield
    except BaseException:
        _work.reset(token)
        if work.rung:
            ring(node)
        raise
    else:
        _work.reset(token)
