"""A broker that gives a task out twice, dies without having kept anything, or comes and goes (F03, F07, F08)."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest

from beian.engines import ValkeyEngine
from beian.engines.processes import wait_until
from tests.faults import storm
from tests.faults.records import FULL
from tests.faults.running import kill
from tests.faults.test_workers import none_lost, reached

pytestmark = pytest.mark.django_db
MANY = 60 if FULL else 20
TAKEN = re.compile(r"Task exchange\.pump\[([0-9a-f-]+)\] received")


@pytest.fixture
def valkey(places):
    """A broker for this test alone: it is going to suffer."""
    engine = ValkeyEngine(places, "shaken", durable=False)
    engine.start()
    yield engine
    engine.stop()


def kill_broker(valkey, record) -> None:
    """SIGKILL; what it held is gone."""
    victim = valkey.pid()
    kill(victim)
    assert wait_until(lambda: valkey.pid() is None, seconds=10)
    record.add(f"SIGKILL {victim} (broker)")


@pytest.mark.fault("F03")
def test_a_task_longer_than_the_visibility_timeout_runs_again_and_takes_effect_once(
    platform, broker, points, stored, witness, record
):
    """The broker takes the worker for dead and gives the same task out again while the first run still holds everything in its hands."""
    workers = [platform.worker(loglevel="INFO", BEIAN_VISIBILITY_TIMEOUT="2") for _each in range(2)]
    (points / "applying").write_text("wait")
    stories = storm.send(6, history=witness.history)
    broker.ring(*storm.SENDERS)
    victim = reached(platform, points, "applying")
    began = time.monotonic()
    platform.until(lambda: most_runs(workers) > 1, seconds=60, what="one task is given out again")
    record.add(
        f"one task received {most_runs(workers)} times in {time.monotonic() - began:.0f} s while {victim} was at it"
    )
    assert stored("SELECT count(*) FROM ministry_passage") == [(0,)], "nothing has been committed yet"
    (points / "applying").unlink()
    record.seconds_to_heal = platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="quiet")
    none_lost(record, stored, stories, witness)


def most_runs(workers) -> int:
    """How often the workers got the task that they got most often."""
    return max(Counter(name for worker in workers for name in TAKEN.findall(worker.said())).values(), default=0)


@pytest.mark.fault("F07")
def test_a_broker_killed_without_having_kept_anything_loses_no_message(
    platform, valkey, broker, points, stored, witness, record
):
    platform.beat()
    worker = platform.worker()
    (points / "tried").write_text("wait")
    stories = storm.send(MANY, history=witness.history)
    broker.ring(*storm.SENDERS)
    reached(platform, points, "tried")
    broker.ring(*["province:33"] * 100)
    before = broker.waiting()
    kill_broker(valkey, record)
    stories += storm.send(MANY, first=len(stories), history=witness.history)
    (points / "tried").unlink()
    valkey.start()
    record.add(f"{before} -> {broker.waiting()} queued")
    began = time.monotonic()
    platform.until(lambda: storm.backlog(stored) == 0, seconds=90, what="the sweep finds everything")
    record.seconds_to_heal = time.monotonic() - began
    assert worker.alive
    none_lost(record, stored, stories, witness)


@pytest.mark.fault("F08")
def test_a_worker_outlives_three_restarts_of_its_broker_and_takes_new_work(
    platform, valkey, broker, points, stored, witness, record
):
    """One task is in hand and another waited for when the broker dies. The new work is rung for once, after the last restart; no sweep rings."""
    worker = platform.worker()
    (points / "tried").write_text("wait")
    stories = storm.send(6, history=witness.history)
    broker.ring("province:11")
    reached(platform, points, "tried")
    for _restart in range(3):
        kill_broker(valkey, record)
        valkey.start()
        time.sleep(1)
    (points / "tried").unlink()
    stories += storm.send(MANY, first=len(stories), history=witness.history)
    broker.ring(*storm.SENDERS)
    record.seconds_to_heal = platform.until(lambda: storm.backlog(stored) == 0, seconds=30, what="new work is taken")
    assert worker.alive
    none_lost(record, stored, stories, witness)
