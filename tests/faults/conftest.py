"""Faults are injected into real processes, against a broker of their own and this worker's database."""

from __future__ import annotations

import os
import random
import shutil
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
import redis
from celery import Celery

from beian.engines import ValkeyEngine
from beian.engines.places import Places
from tests.faults import records
from tests.faults.running import ROOT, running

RESULTS = pytest.StashKey[bool]()
RECORDS = records.ALL


def pytest_generate_tests(metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(1, records.SEEDS + 1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[RESULTS] = report.passed
    elif report.when == "setup" and report.failed and (mark := item.get_closest_marker("fault")):
        RECORDS.append(records.Record(mark.args[0], 0, notes=[f"never began: {item.name}"]))
    return report


def pytest_sessionfinish(session) -> None:
    """Keep the report. A run in which something was lost or doubled has failed, even where its test did not say so."""
    if RECORDS and records.FULL:
        print(f"\n{records.keep(RECORDS)}")
    broken = [record for record in RECORDS if not record.held]
    if broken and not session.exitstatus:
        print(f"\ndid not hold: {', '.join(sorted(record.id for record in broken))}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def rng(seed) -> random.Random:
    return random.Random(seed)


@pytest.fixture
def record(request, seed):
    """This fault's line of the report; `held` follows from the test's own end."""
    found = records.Record(request.node.get_closest_marker("fault").args[0], seed)
    yield found
    found.judge(passed=request.node.stash.get(RESULTS, False))
    request.node.user_properties.append(("fault", found.line()))
    print(found.line())
    RECORDS.append(found)


@pytest.fixture(scope="session")
def places():
    """A folder for servers of this run, where their account can go."""
    home = Places.of(ROOT)
    folder = Path(tempfile.mkdtemp(prefix="try-", dir=home.state))
    folder.chmod(0o755)
    yield Places(home.account, folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def valkey(places):
    engine = ValkeyEngine(places, durable=False)
    engine.start()
    yield engine
    engine.stop()


class Broker:
    """The broker of the processes under test, seen by whoever rings and by whoever destroys."""

    def __init__(self, engine: ValkeyEngine) -> None:
        self.url = engine.urls()["REDIS_URL"]
        self.line = redis.Redis(unix_socket_path=str(engine.socket), socket_timeout=5)
        self.app = Celery(broker=self.url, set_as_current=False)

    def ring(self, *nodes: str) -> None:
        """Wake-up calls as the platform's own doorbell sends them."""
        for node in nodes:
            self.app.send_task("exchange.pump", [node], queue="exchange", ignore_result=True)

    def waiting(self) -> int:
        """Wake-up calls that wait in the queue of the exchange."""
        return self.line.llen("exchange")

    def flush(self) -> None:
        self.line.flushall()

    def close(self) -> None:
        self.app.close()
        self.line.close()


@pytest.fixture
def broker(valkey):
    found = Broker(valkey)
    found.flush()
    yield found
    found.close()


@pytest.fixture
def points(tmp_path) -> Path:
    """Where the points of beian/exchange/hooks.py are armed: a file named after the point, holding the action."""
    folder = tmp_path / "points"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(test_urls, broker, points, tmp_path, settings) -> dict[str, str]:
    """What the processes under test get to see. This process rings nobody by itself and keeps its files with theirs."""
    settings.CELERY_BROKER_URL, settings.MEDIA_ROOT = "memory://", tmp_path / "media"
    settings.NODES = "*"
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    return kept | {
        "DATABASE_URL": test_urls["DATABASE_URL"],
        "REDIS_URL": broker.url,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "BEIAN_NODES": settings.NODES,
        "BEIAN_FAULTS": str(points),
        "BEIAN_TESTING": "1",
    }


@pytest.fixture
def platform(cast, environment, tmp_path):
    """A place to start the platform's processes from, with the cast's nodes in the database."""
    with running(environment, tmp_path) as started:
        yield started


@pytest.fixture
def stored(test_urls, transactional_db):
    """stored(statement, *values): rows of all nodes, as only the owner of the database sees them. A lost connection is opened anew."""
    lines = [psycopg2.connect(test_urls["DATABASE_OWNER_URL"])]

    def rows(statement: str, *values: object) -> list[tuple]:
        if lines[-1].closed:
            lines.append(psycopg2.connect(test_urls["DATABASE_OWNER_URL"]))
        lines[-1].autocommit = True
        with lines[-1].cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    yield rows
    lines[-1].close()


@pytest.fixture
def witness(test_urls, cast):
    """An onlooker who sees and records everything meanwhile."""
    from tests.faults import storm
    from tests.faults.witness import Witness

    watching = Witness(test_urls["DATABASE_OWNER_URL"], storm.SENDERS).start()
    yield watching
    watching.close()


@pytest.fixture
def locked(test_urls):
    """`with locked(table):` nobody else reads or writes the table meanwhile."""

    @contextmanager
    def hold(table: str):
        line = psycopg2.connect(test_urls["DATABASE_OWNER_URL"])
        try:
            with line.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
        finally:
            line.close()

    return hold


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
