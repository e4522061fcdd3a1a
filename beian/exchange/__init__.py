"""Messages between the nodes, and a few questions: the only ways in which tiers know of each other.

exchange.send(receiver="ministry", kind="filing.routed", key=application, round=1, revision=4, body={…})    in the caller's transaction
@exchange.handles("filing.routed", body=Routed)     what a tier does with a kind
exchange.ask("ministry", "conflict.hint", body={…})  one of a closed list of questions
"""

from beian.exchange.asking import Unavailable, ask
from beian.exchange.outbox import Outgoing, send, send_many
from beian.exchange.registry import Message, Rejection, UnknownKind, answers, handles, on_rejected
from beian.exchange.rings import ring

__all__ = [
    "Message",
    "Outgoing",
    "Rejection",
    "Unavailable",
    "UnknownKind",
    "answers",
    "ask",
    "drain",
    "handles",
    "on_rejected",
    "ring",
    "send",
    "send_many",
]


def drain() -> int:
    """Relay and apply until every node is quiet; how many messages moved. For tests and first data."""
    from beian.exchange import pumping

    return pumping.drain()
