"""Workers and broker die; messages do not (F01, F02, F06)."""

from __future__ import annotations

import time

import pytest

from beian.exchange import chains
from tests.faults import storm
from tests.faults.records import FULL
from tests.faults.running import kill

pytestmark = pytest.mark.django_db
POINTS = ["numbered", "received", "answered", "delivered", "acknowledged", "tried", "applying", "applied"]
EACH = 20 if FULL else 6


def reached(platform, points, point: str) -> int:
    """The process that waits at the armed point, once it has said so."""
    named = points / f"{point}.pid"
    platform.until(lambda: named.exists() and named.read_text(), seconds=60, what=f"a child reaches {point}")
    return int(named.read_text())


def none_lost(record, stored, stories, witness) -> None:
    storm.count(stored, stories, record)
    assert (record.lost, record.doubled) == (0, 0), record.notes
    storm.judge(witness, stories, record)
    assert not chains.verify().broken


@pytest.mark.fault("F01")
def test_a_killed_child_loses_no_message_and_doubles_no_effect(platform, broker, points, stored, witness, record, rng):
    """The child says its process id at the point that it has reached and waits; SIGKILL finds it there. No sweep helps: no beat runs."""
    worker, stories = platform.worker(), []
    for point in rng.sample(POINTS, len(POINTS)):
        (points / point).write_text("wait")
        stories += storm.send(EACH, first=len(stories), history=witness.history)
        broker.ring(*storm.SENDERS)
        victim = reached(platform, points, point)
        assert victim in worker.children()
        kill(victim)
        (points / point).unlink()
        record.add(f"SIGKILL {victim} (child of {worker.pid}) at {point}")
        healed = platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what=f"quiet after {point}")
        record.seconds_to_heal = max(record.seconds_to_heal, healed)
    assert worker.alive
    none_lost(record, stored, stories, witness)


@pytest.mark.fault("F02")
def test_after_a_killed_worker_a_new_one_clears_the_backlog_within_a_minute(
    platform, broker, points, stored, witness, record, rng
):
    platform.beat()
    worker, point = platform.worker(), rng.choice(POINTS)
    stories = storm.send(EACH, history=witness.history)
    (points / point).write_text("wait")
    broker.ring(*storm.SENDERS)
    reached(platform, points, point)
    stories += storm.send(EACH * 5, first=len(stories), history=witness.history)
    killed = worker.kill()
    (points / point).unlink()
    record.add(f"SIGKILL {killed} at {point}, backlog {storm.backlog(stored)}")
    assert storm.backlog(stored) > 0
    began = time.monotonic()
    platform.worker()
    platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="the new worker clears the backlog")
    record.seconds_to_heal = time.monotonic() - began
    none_lost(record, stored, stories, witness)


@pytest.mark.fault("F06")
def test_an_emptied_broker_delays_and_loses_nothing(platform, broker, stored, witness, record):
    stories = storm.send(100, history=witness.history)
    for turn in range(100):
        broker.ring(storm.SENDERS[turn % 2])
    before = broker.waiting()
    broker.flush()
    record.add(f"FLUSHALL: {before} -> {broker.waiting()} queued")
    assert (before, broker.waiting(), storm.backlog(stored)) == (100, 0, 100)
    began = time.monotonic()
    platform.beat()
    platform.worker()
    platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="the sweep finds everything")
    record.seconds_to_heal = time.monotonic() - began
    none_lost(record, stored, stories, witness)
