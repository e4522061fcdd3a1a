"""The listener dies in the middle of its work (LISTEN): rings go to the workers until another one leads."""

from __future__ import annotations

import pytest

from beian.exchange import rings
from tests.faults import storm
from tests.faults.records import FULL
from tests.faults.running import kill
from tests.faults.test_workers import POINTS, none_lost, reached

pytestmark = pytest.mark.django_db
EACH = 20 if FULL else 6


def leading(platform):
    """A listener that leads."""
    listener = platform.listener()
    platform.until(rings.listened, seconds=60, what="the listener leads")
    return listener


@pytest.mark.fault("LISTEN")
def test_a_killed_listener_loses_no_message_and_the_workers_take_over(
    platform, points, environment, stored, witness, record, rng, settings
):
    """No beat runs: what it held is found by the next one that leads, and what is sent meanwhile is rung to the workers."""
    settings.CELERY_BROKER_URL = environment["REDIS_URL"]
    worker, stories = platform.worker(), []
    for point in rng.sample(POINTS, len(POINTS) if FULL else 3):
        (points / point).write_text("wait")
        listener = leading(platform)
        stories += storm.send(EACH, first=len(stories), history=witness.history)
        victim = reached(platform, points, point)
        assert victim == listener.pid, "it was quicker than any worker"
        kill(victim)
        listener.popen.wait(10)
        (points / point).unlink()
        record.add(f"SIGKILL {victim} (listener) at {point}, backlog {storm.backlog(stored)}")
        stories += storm.send(2, first=len(stories), history=witness.history)
        successor = leading(platform)
        healed = platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what=f"quiet after {point}")
        record.seconds_to_heal = max(record.seconds_to_heal, healed)
        successor.kill()
    assert worker.alive
    none_lost(record, stored, stories, witness)


@pytest.mark.fault("LISTEN")
def test_a_listener_that_is_told_to_end_finishes_what_it_has_in_hand(
    platform, points, stored, witness, record, settings
):
    settings.CELERY_BROKER_URL = "redis://nobody.invalid:1/0"
    listener = leading(platform)
    (points / "applying").write_text("wait")
    stories = storm.send(EACH, history=witness.history)
    reached(platform, points, "applying")
    listener.popen.terminate()
    (points / "applying").unlink()
    assert listener.popen.wait(30) == 0
    assert stored("SELECT count(*) FROM beian_inboxtrial WHERE messages <> '{}'") == [(0,)], "nothing is left in hand"
    platform.processes.remove(listener)
    platform.listener()
    record.seconds_to_heal = platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="the next one goes on")
    none_lost(record, stored, stories, witness)
