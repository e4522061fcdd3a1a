"""The pump: apply what came in, send what goes out, until nothing is left to do; and the sweep that finds lost rings."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from django.db import connection

from beian.exchange import applying, relay
from beian.exchange.locks import Turn
from beian.exchange.rings import at_work, ring, ring_workers
from beian.exchange.statements import Prepared
from beian.exchange.transports import RELAY, served_here
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter

SECONDS = 60  # of one pump; what is left rings again
_LOOK = Prepared("look", f"SELECT ({applying.WAITS}), ARRAY({relay.RECEIVERS})", **applying.MESSAGES)


def pump(node: str) -> int:
    """Apply and relay until `node` is quiet or the time is over. How many messages were applied and receivers reached.

    Between two pieces of work lies one short transaction: it gives back the turn of the last, looks what waits, and claims the next.
    """
    pending, outgoing = applying.Walk(node), relay.Walk(node)
    end, work = time.monotonic() + SECONDS, None
    with at_work(node), Turn() as turn:
        while time.monotonic() < end and (work := _next(pending, outgoing, turn)):
            work()
    if work:
        ring(node)
    return pending.applied + len(outgoing.moved)


def _next(pending: applying.Walk, outgoing: relay.Walk, turn: Turn) -> Callable[[], None] | None:
    """What is to be done next, claimed; None if the node is quiet, or others are at what is left."""
    with enter(pending.node, Reach.STAFF, RELAY):
        turn.give()
        waits, receivers = _look(pending)
        if trial := applying.claim(pending, turn, waits=waits):
            return partial(applying.attempt, pending, trial)
        if prepared := relay.claim(outgoing, turn, [each for each in receivers if each not in outgoing.stuck]):
            return partial(relay.deliver, outgoing, prepared)
    return None


def _look(pending: applying.Walk) -> tuple[bool, list[str]]:
    """(whether messages wait to be applied, the receivers for whom some wait), in one round trip."""
    return _LOOK.rows(applying.values(pending))[0]


def waiting_nodes() -> list[str]:
    """The nodes served here that have something to send or to apply."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT exchange_waiting()")
        return sorted(name for (name,) in cursor.fetchall() if served_here(name))


def sweep() -> list[str]:
    """Ring the workers for every node with waiting work: a ring may have been lost with its broker or its process, or its listener is overrun."""
    nodes = waiting_nodes()
    for node in nodes:
        ring_workers(node)
    return nodes


def drain(*, rounds: int = 200) -> int:
    """Pump every node here until all are quiet: what a story's messages lead to, in the order in which it happens. For tests."""
    moved = 0
    for _round in range(rounds):
        if not (nodes := waiting_nodes()):
            return moved
        moved += sum([pump(node) for node in nodes])
    raise RuntimeError(f"still not quiet after {rounds} rounds: {waiting_nodes()}")
