"""The whole platform for the journeys: a database, a broker and folders of its own, real web, worker and beat, an office of each tier."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from beian.demo.invented import Owner, owner
from beian.engines import ValkeyEngine
from beian.engines.places import Places
from tests.faults.running import ROOT, Running, running
from tests.journeys.people import People, people

OFFICES = ("ministry", "province:11", "provider:p01")
PASSWORD = "journey-of-a-filing"
ALBUM = ROOT / ".data" / "reports" / "journey"


@dataclass
class Platform:
    """The running platform: where it answers and what its processes say."""

    address: str
    password: str
    processes: Running

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A step that fails is shown with what the platform's processes said last."""
    report = yield
    if report.failed and "platform" in item.funcargs:
        report.sections.append(("the platform's processes", item.funcargs["platform"].processes.logs()))
    return report


@pytest.fixture(scope="session")
def journey_folder() -> Iterator[Path]:
    """A folder of this run where the servers' account can go."""
    folder = Path(tempfile.mkdtemp(prefix="try-", dir=Places.of(ROOT).state))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def journey_broker(journey_folder) -> Iterator[str]:
    """A Valkey of its own; its address."""
    engine = ValkeyEngine(Places(Places.of(ROOT).account, journey_folder), durable=False)
    engine.start()
    yield engine.urls()["REDIS_URL"]
    engine.stop()


@pytest.fixture(scope="session")
def journey_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A clone of the template with the offices and their accounts in it; its name."""
    from tests.databases import Cluster, schema_hash

    cluster = Cluster(os.environ["DATABASE_OWNER_URL"])
    template = cluster.template(schema_hash(), build=_never)
    name = cluster.clone(template, "journey")
    with django_db_blocker.unblock(), _connected_to(name):
        _prepare()
    yield name
    cluster.drop(name)
    cluster.close()


@pytest.fixture(scope="session")
def platform(journey_database, journey_broker, tmp_path_factory) -> Iterator[Platform]:
    """Web, worker and beat on a port of their own."""
    folder, port = tmp_path_factory.mktemp("journey"), _free_port()
    with running(_environment(journey_database, journey_broker, folder), folder) as processes:
        processes.web(port, threads=4)
        processes.worker()
        processes.beat()
        started = Platform(f"http://127.0.0.1:{port}", PASSWORD, processes)
        processes.until(started.answers, seconds=60, what="the web answers")
        yield started


@pytest.fixture
def world(cast, settings, tmp_path):
    """Records at every state of an application within this process, and the demonstration's mailbox."""
    from tests.scope.world import World

    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAILBOX, settings.SMS_URL, settings.EMAIL_URL = True, "database:", "database:"
    return World(cast)


@pytest.fixture
def company(request) -> Owner:
    """An invented company that no other test files."""
    return owner(request.node.name)


@pytest.fixture
def meet(platform, chromium) -> Iterator[Callable[..., People]]:
    """meet(size, album, javascript=…, only=…): the people of one journey; their browsers are closed at its end."""
    with ExitStack() as house:
        yield lambda size, album, **how: house.enter_context(people(platform, chromium, size, ALBUM / album, **how))


def _environment(database: str, broker: str, folder: Path) -> dict[str, str]:
    from django.conf import settings

    from tests.databases import named

    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    return kept | {
        "DATABASE_URL": named(os.environ["DATABASE_URL"], database),
        "REDIS_URL": broker,
        "BEIAN_DATA_DIR": str(folder / "data"),
        "MEDIA_ROOT": str(folder / "media"),
        "BEIAN_SECRET_KEY": settings.SECRET_KEY,
        "BEIAN_MASTER_KEY": settings.MASTER_KEY.hex(),
        "BEIAN_TESTING": "1",
    }


def _prepare() -> None:
    from django.utils import timezone

    from beian.demo import stage
    from beian.demo.people import offices
    from beian.people import keys

    keys.forget()
    places = [office for office in offices() if office.node in OFFICES]
    stage.prepare(password=PASSWORD, now=timezone.now(), places=places)
    keys.forget()


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    from django.db import connections

    kept = connections["default"].settings_dict["NAME"]
    try:
        connections.close_all()
        connections["default"].settings_dict["NAME"] = name
        yield
    finally:
        connections.close_all()
        connections["default"].settings_dict["NAME"] = kept


def _never(name: str) -> None:
    raise AssertionError(f"{name}: the template stands since this run's first database")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
