"""How a batch or a question gets to another node. Messages look the same whichever way they go.

A node served by this deployment is called directly, in its own scope. The interface is what a transport over the network needs: values
of bytes and numbers only, signed by who made them.
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings

from beian.exchange.envelopes import Batch, Receipt
from beian.people.models import Node
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter

RELAY = Actor.service("exchange")


class Unreachable(ConnectionError):
    """The other node cannot be reached now: tried again later."""


class Transport(Protocol):
    def deliver(self, batch: Batch) -> Receipt:
        """Hand a batch over; Unreachable if no answer came, whatever became of the batch."""

    def ask(self, receiver: str, question: bytes, signature: bytes, seconds: float) -> tuple[bytes, bytes]:
        """(answer, its signature), or Unreachable after `seconds`."""


class Local:
    """Both ends live in this deployment: a call in the receiver's scope, in a transaction of its own."""

    def deliver(self, batch: Batch) -> Receipt:
        from beian.exchange import hooks, inbox

        cut = Unreachable(f"{batch.receiver} cannot be reached")
        hooks.reach("delivering", node=batch.receiver, lost=cut)
        with enter(batch.receiver, Reach.STAFF, RELAY):
            receipt = inbox.receive(batch)
        hooks.reach("answered", lost=Unreachable(f"{batch.receiver} took the batch and its answer was lost"))
        return receipt

    def ask(self, receiver: str, question: bytes, signature: bytes, seconds: float) -> tuple[bytes, bytes]:
        from beian.exchange import asking

        return asking.answer_aside(receiver, question, signature, seconds)


_local = Local()


def served_here(node: str) -> bool:
    """Whether this deployment serves the node (BEIAN_NODES)."""
    return settings.NODES == "*" or node in settings.NODES.split(",")


def served(tier: str) -> list[str]:
    """The nodes of a tier that this deployment serves, for what the clock does at each of them."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("sweep")):
        names = list(Node.objects.filter(tier=tier).order_by("name").values_list("name", flat=True))
    return [name for name in names if served_here(name)]


def to(node: str) -> Transport:
    """The way to a node."""
    if served_here(node):
        return _local
    raise Unreachable(f"{node} is not served here (BEIAN_NODES) and no other way to it is known")
