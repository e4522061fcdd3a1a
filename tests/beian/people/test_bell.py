"""The bell wakes workers after the commit and never makes a request wait."""

import threading
import time

import pytest

from beian.people import bell, scope
from beian.people.bell import Bell
from beian.people.scope import Actor, Reach

SOMEBODY = Actor.service("test")


class Recording(Bell):
    """Sends to a list; waits before each if told to."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.sent, self.free, self.taken = [], threading.Event(), threading.Event()
        self.free.set()

    def _send(self, ring):
        self.taken.set()
        self.free.wait(5)
        self.sent.append(ring)


def waited_for(condition) -> bool:
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


@pytest.mark.django_db
def test_it_rings_after_the_commit_and_never_for_a_rollback(cast, monkeypatch):
    heard = Recording()
    monkeypatch.setattr(bell, "_bell", heard)
    with scope.enter("province:11", Reach.STAFF, SOMEBODY):
        bell.ring("notices.deliver", "province:11")
        time.sleep(0.05)
        assert heard.sent == []
    assert waited_for(lambda: heard.sent == [("notices.deliver", ("province:11",))])
    with pytest.raises(ZeroDivisionError), scope.enter("province:11", Reach.STAFF, SOMEBODY):
        bell.ring("notices.deliver", "province:11")
        _ = 1 / 0
    time.sleep(0.05)
    assert len(heard.sent) == 1


def test_a_full_queue_drops_and_a_waiting_ring_is_not_queued_twice():
    slow = Recording(limit=2)
    slow.free.clear()
    assert slow.put(("first", ()))
    assert slow.taken.wait(5)  # the thread holds it, so that the queue is empty again
    assert [slow.put((name, ())) for name in ("a", "b", "a", "c")] == [True, True, True, False]
    slow.free.set()
    assert waited_for(lambda: len(slow.sent) == 3)
    assert [name for name, _args in slow.sent] == ["first", "a", "b"]


def test_a_broker_that_is_away_costs_the_caller_nothing_and_the_thread_lives_on(settings):
    settings.CELERY_APP = "no.such.module"
    lonely = Bell()
    began = time.perf_counter()
    lonely.put(("notices.deliver", ("ministry",)))
    assert time.perf_counter() - began < 0.5
    assert waited_for(lambda: not lonely._waiting)
    time.sleep(0.05)
    assert lonely._thread.is_alive()
