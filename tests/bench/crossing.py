"""Messages from one node to another, end to end: in the exchange's batches, one message per transaction on the same tables, and one alone."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection
from pydantic import BaseModel

from beian import exchange
from beian.exchange import applying, relay
from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.bench import sizes
from tests.bench.lines import Line, percentile
from tests.faults.running import running

SENDER, RECEIVER = "province:11", "ministry"
BATCHED, SINGLE, TURNS = sizes.of(4000, 200), sizes.of(100, 10), sizes.of(3, 1)
# Messages alone, and the seconds between two of them.
ALONE, PAUSE = sizes.of(150, 10), 0.05
CLERK = Actor.service("bench")
_numbers = count()
_EFFECT = """
INSERT INTO beian_auditentry (verb, subject_kind, subject_id, before, after)
SELECT 'bench.fact', 'fact', key, '{}', '{}' FROM unnest(%s::text[]) AS key
"""
_LAGS = """
SELECT extract(epoch FROM applied_at - created_at)::float FROM beian_inboxmessage
WHERE kind = 'bench.fact' AND key = ANY(%s) AND state = 'applied'
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


def lag(folder: Path) -> list[Line]:
    """From the moment a row's message is written to the moment the row stands at the receiver, one at a time, heard by a real listener."""
    settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
    with running(os.environ, folder) as platform:
        platform.start("listener", sys.executable, "-m", "tests.bench.listener")
        _arrived(platform, [_alone() for _warming in range(5)])
        seconds = _arrived(platform, [_alone() for _message in range(ALONE)])
    what = f"lag of a row, written to applied, {ALONE} one at a time"
    median, slowest = 1000 * percentile(seconds, 50), 1000 * percentile(seconds, 95)
    return [
        Line("G6-lag", f"{what}, p50", median, "ms", goal="≤ 5 ms", met=median <= 5),
        Line("G6-lag-p95", f"{what}, p95", slowest, "ms"),
    ]


def _alone() -> str:
    """Send one message and pause; its key."""
    fact = _fact(next(_numbers))
    with scope.enter(SENDER, Reach.STAFF, CLERK):
        exchange.send_many([fact])
    time.sleep(PAUSE)
    return fact.key


def _arrived(platform, keys: list[str]) -> list[float]:
    """The seconds of each, once all have arrived."""
    line = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    line.autocommit = True
    found: list[float] = []

    def all_there() -> bool:
        with line.cursor() as cursor:
            cursor.execute(_LAGS, [keys])
            found[:] = [seconds for (seconds,) in cursor.fetchall()]
        return len(found) == len(keys)

    platform.until(all_there, seconds=60, what="every row has arrived")
    line.close()
    return found


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
