"""The pump: apply what came in, send what goes out, until nothing is left to do; and the sweep that finds lost rings."""

from __future__ import annotations

import time

from django.db import connection

from beian.exchange.applying import apply
from beian.exchange.relay import relay
from beian.exchange.rings import ring
from beian.exchange.transports import served_here
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter

SECONDS = 60  # of one pump; what is left rings again


def pump(node: str) -> int:
    """Apply and relay until `node` is quiet or the time is over; rings the receivers served here. How many messages moved."""
    moved, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        applied, receivers = apply(node), relay(node)
        for receiver in receivers:
            if served_here(receiver):
                ring(receiver)
        moved += applied + len(receivers)
        if not (applied or receivers):
            return moved
    ring(node)
    return moved


def waiting_nodes() -> list[str]:
    """The nodes served here that have something to send or to apply."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT exchange_waiting()")
        return sorted(name for (name,) in cursor.fetchall() if served_here(name))


def sweep() -> list[str]:
    """Ring for every node with waiting work: a ring may have been lost with its broker or its process."""
    nodes = waiting_nodes()
    for node in nodes:
        ring(node)
    return nodes


def drain(*, rounds: int = 200) -> int:
    """Pump every node here until all are quiet: what a story's messages lead to, in the order in which it happens. For tests."""
    moved = 0
    for _round in range(rounds):
        if not (nodes := waiting_nodes()):
            return moved
        moved += sum([pump(node) for node in nodes])
    raise RuntimeError(f"still not quiet after {rounds} rounds: {waiting_nodes()}")
