"""Messages from one node to another, end to end: in the exchange's batches, and one message per transaction on the same tables."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import count

from django.conf import settings
from django.db import connection
from pydantic import BaseModel

from beian import exchange
from beian.exchange import applying, relay
from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.bench.lines import Line

SENDER, RECEIVER = "province:11", "ministry"
BATCHED, SINGLE, TURNS = 4000, 100, 3
CLERK = Actor.service("bench")
_numbers = count()
_EFFECT = """
INSERT INTO beian_auditentry (verb, subject_kind, subject_id, before, after)
SELECT 'bench.fact', 'fact', key, '{}', '{}' FROM unnest(%s::text[]) AS key
"""


class Fact(BaseModel):
    """About as much as a register entry."""

    name: str
    domain: str
    province: str
    address: str


@exchange.handles("bench.fact", body=Fact, tier="ministry")
def take_facts(messages: list[exchange.Message]) -> None:
    """One row per message, one statement per batch."""
    with connection.cursor() as cursor:
        cursor.execute(_EFFECT, [[message.key for message in messages]])


def measure() -> list[Line]:
    """Both ways in turns, so that a noisy machine disturbs both alike; the medians and their ratio."""
    settings.CELERY_BROKER_URL = "memory://"  # nobody is woken: this process relays and applies by itself
    _batched(200), _single(5)
    pairs = [(_rate(_batched, BATCHED), _rate(_single, SINGLE)) for _turn in range(TURNS)]
    ours, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    what = "messages sent, signed, received, applied; other: one message per transaction"
    return [Line("G6-exchange", what, ours, "messages/s", other, ours / other, "ratio ≥ 40", ours / other >= 40)]


def _rate(way: Callable[[int], None], messages: int) -> float:
    began = time.perf_counter()
    way(messages)
    return messages / (time.perf_counter() - began)


def _batched(messages: int) -> None:
    """As the platform does it."""
    for start in range(0, messages, 1000):
        _send(min(1000, messages - start))
    relay.relay(SENDER)
    if applying.apply(RECEIVER) != messages:
        raise RuntimeError("not everything was applied")


def _single(messages: int) -> None:
    """Each message numbered, signed, delivered, received and applied in transactions of its own."""
    sizes = relay.BATCH, applying.BATCH
    relay.BATCH = applying.BATCH = 1
    try:
        for _message in range(messages):
            _send(1)
        relay.relay(SENDER)
        if applying.apply(RECEIVER) != messages:
            raise RuntimeError("not everything was applied")
    finally:
        relay.BATCH, applying.BATCH = sizes


def _send(messages: int) -> None:
    with scope.enter(SENDER, Reach.STAFF, CLERK):
        exchange.send_many([_fact(next(_numbers)) for _message in range(messages)])


def _fact(number: int) -> exchange.Outgoing:
    body = {
        "name": f"北京第{number}号科技有限公司",
        "domain": f"fact{number}.cn",
        "province": "11",
        "address": "北京市西城区西直门外大街18号金贸大厦" * 5,
    }
    return exchange.Outgoing(RECEIVER, "bench.fact", f"fact {number}", body)
