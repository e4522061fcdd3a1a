"""What every test stands on: embedded servers if none are named, and a database of its own per worker.

Tests of the database run without an outer transaction, so that the platform's own transactions are real; what they
wrote is removed afterwards by the owner.
"""

import atexit
import os
import shutil
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from beian.engines import using

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Chromium refuses its sandbox to root; without the rest it calls home at every start.
CHROMIUM_FLAGS = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

os.environ["BEIAN_TESTING"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beian.settings")
_servers = ExitStack()
atexit.register(_servers.close)
_servers.enter_context(using(ROOT, testing=True))

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


def pytest_configure() -> None:
    """Read the settings now, when the servers' addresses stand in the environment: pytest-django then sets Django up."""
    from django.conf import settings as django_settings

    assert django_settings.DATABASES["default"]["NAME"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of the database is a transactional one, whatever its mark says."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and not mark.kwargs.get("transaction"):
            item.add_marker(pytest.mark.django_db(**{**mark.kwargs, "transaction": True}), append=False)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A browser test without a browser is skipped, and said; where CI promises one, it fails."""
    if item.get_closest_marker("browser") and (missing := missing_for_browser()):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"missing for browser tests: {missing}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """A fault that a test injects without a record of its own still stands in the report of faults."""
    report = yield
    mark = item.get_closest_marker("fault")
    if mark and report.when == "call" and "record" not in getattr(item, "fixturenames", ()):
        from tests.faults import records

        records.ALL.append(records.Record(mark.args[0], 1, acknowledged=1, held=report.passed, notes=[item.name]))
    return report


@cache
def missing_for_browser() -> str:
    """What this machine lacks, as the packages that bring it; empty if nothing."""
    font = any(Path("/usr/share/fonts").rglob("*CJK*")) or any((Path.home() / ".fonts").rglob("*CJK*"))
    lacking = [] if CHROMIUM else ["chromium"]
    return ", ".join(lacking if font else [*lacking, "fonts-noto-cjk"])


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium that a whole run shares; a test opens its own context: chromium.new_context(…)."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django would take the test's own queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def window(live_server, chromium):
    """window(browser, address, width=…, height=…, …): the page in a window of whoever this test client is signed in as, None for nobody.

    What it reports on the console stands in its `said`.
    """
    contexts = []

    def opened(browser, address: str, *, width: int = 1280, height: int = 800, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        contexts.append(context)
        if browser is not None:
            session = browser.cookies["beian_session"].value
            context.add_cookies([{"name": "beian_session", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.goto(live_server.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """This worker's clone of the template; both logins are pointed at it."""
    from django.db import connections
    from django.test import TransactionTestCase

    from tests import databases

    owner_url = os.environ["DATABASE_OWNER_URL"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    cluster = databases.Cluster(owner_url)
    with django_db_blocker.unblock():
        template = cluster.template(databases.schema_hash(), build=_migrate)
        cluster.sweep(keep=template)
        name = cluster.clone(template, worker)
        _point_at(name)
        flush = databases.Flush(databases.named(owner_url, name))
        # Django would flush through the application's login, which may do no such thing.
        original, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, lambda case: flush()
    yield
    TransactionTestCase._fixture_teardown = original
    with django_db_blocker.unblock():
        connections.close_all()
        flush.close()
        cluster.drop(name)
        cluster.close()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A folder of evidence for this test alone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def editions_read_anew():
    """What nodes held in an earlier test is nobody's knowledge in this one."""
    from beian.editions import reading

    reading.forget()


@pytest.fixture
def db(transactional_db):
    """The database; there is only the transactional kind."""


@pytest.fixture
def test_urls() -> dict[str, str]:
    """Addresses of this worker's database, for processes that a test starts: environment variable → address."""
    from django.db import connections

    from tests.databases import named

    name = connections["default"].settings_dict["NAME"]
    return {variable: named(os.environ[variable], name) for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")}


def _point_at(name: str) -> None:
    from django.db import connections

    connections.close_all()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name


def _migrate(name: str) -> None:
    from django.core.management import call_command
    from django.db import connections

    _point_at(name)
    call_command("migrate", database="owner", verbosity=0)
    connections.close_all()


@pytest.fixture
def cast(transactional_db):
    """Nodes and people that every story knows."""
    from beian.people import keys
    from tests.cast import Cast

    keys.forget()
    yield Cast()
    keys.forget()
