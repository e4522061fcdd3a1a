"""Wake-up calls of the exchange: a node's name, left with the bell. What gets lost is mended by the sweep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from beian.people import bell


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
    else:
        bell.ring("exchange.pump", node)


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
