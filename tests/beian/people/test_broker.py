"""Wake-up calls: a request never waits for the broker, and a lost call loses nothing (decision 17)."""

import socket
import time

from celery import Celery
from django.conf import settings

from beian import celery
from beian.people.bell import Bell


def bell_to(url: str) -> Bell:
    """A bell whose Celery application sends there."""
    app = Celery("test", broker=url)
    app.conf.task_routes = celery.app.conf.task_routes
    app.conf.broker_transport_options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "socket_timeout": 1}
    return Bell(application=lambda: app)


def test_a_silent_broker_holds_up_nobody():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        bell, began = bell_to(f"redis://127.0.0.1:{silent.getsockname()[1]}/0"), time.monotonic()
        for number in range(1000):
            bell.put(("exchange.pump", (f"province:{number % 31 + 10}",)))
        assert time.monotonic() - began < 0.5
        assert len(bell._waiting) <= 31, "a name waits once, however often it is rung"


def test_a_broker_that_is_away_is_said_once(caplog):
    with socket.create_server(("127.0.0.1", 0)) as soon_gone:
        port = soon_gone.getsockname()[1]
    bell = bell_to(f"redis://127.0.0.1:{port}/0")
    for _turn in range(3):
        bell.put(("exchange.pump", ("ministry",)))
        until(lambda: bell.silent)
        until(lambda: not bell._waiting)
    assert len([record for record in caplog.records if str(port) in record.getMessage()]) == 1


def test_a_ring_reaches_the_queue_of_the_exchange():
    url = settings.REDIS_URL.replace("virtual_host=0", "virtual_host=9")  # a place of its own, away from other runs
    with Celery("worker", broker=url).connection_for_read() as line, line.SimpleQueue("exchange") as queue:
        queue.clear()
        bell_to(url).put(("exchange.pump", ("province:11",)))
        told = queue.get(timeout=5)
        told.ack()
    assert told.headers["task"] == "exchange.pump"
    assert told.payload[0] == ["province:11"]


def until(true, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
