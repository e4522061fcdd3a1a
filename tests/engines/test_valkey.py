"""The embedded Valkey: from nothing, and after a crash with what it had acknowledged."""

import os
import signal
from pathlib import Path

import pytest
import redis
from kombu import Connection

from beian.engines import ValkeyEngine
from beian.engines.processes import wait_until

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def engine(places):
    engine = ValkeyEngine(places)
    yield engine
    engine.stop()


def client(engine):
    return redis.Redis(unix_socket_path=str(engine.socket), socket_timeout=5)


def test_it_starts_from_nothing_and_listens_on_no_port(engine):
    engine.start()
    with client(engine) as line:
        assert line.config_get("port") == {"port": "0"}
        assert line.config_get("appendonly") == {"appendonly": "yes"}


def test_celery_reads_its_address(engine):
    with Connection(engine.start()["REDIS_URL"]) as line:
        line.ensure_connection(max_retries=1)


def test_a_killed_server_comes_back_with_what_it_acknowledged(engine):
    engine.start()
    with client(engine) as line:
        line.set("kept", "42")
    os.kill(engine.pid(), signal.SIGKILL)
    assert wait_until(lambda: engine.pid() is None, seconds=5)
    engine.start()
    with client(engine) as line:
        assert line.get("kept") == b"42"


def test_a_recorded_process_of_somebody_else_is_not_stopped(engine):
    engine.start()
    engine.stop()
    Path(engine.data, "valkey.pid").write_text(f"{os.getpid()}\n")
    assert engine.pid() is None
    engine.stop()
    assert engine.start() and engine.pid() != os.getpid()
