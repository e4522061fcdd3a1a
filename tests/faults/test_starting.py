"""A login that row-level security would not bind: nothing starts with it (F38)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from beian.engines import PostgresEngine
from beian.engines.processes import caller_name

pytestmark = pytest.mark.django_db
REMEDY = "give DATABASE_URL the login beian_app"


@pytest.fixture(scope="module")
def superuser_url(places):
    """A cluster of its own that lets this account in as its superuser."""
    engine = PostgresEngine(places, durable=False)
    engine.start()
    engine.stop()
    with open(engine.data / "pg_ident.conf", "a") as names:
        names.write(f'household "{caller_name()}" postgres\n')
    engine.start()
    yield f"postgresql://postgres@/beian?host={quote(str(places.socket_folder(engine.name)), safe='')}"
    engine.stop()


@pytest.mark.fault("F38")
@pytest.mark.parametrize("kind", ["web", "worker", "listener"])
@pytest.mark.parametrize("login", ["owner", "superuser"])
def test_an_unbound_login_is_refused_at_start(platform, record, kind, login, test_urls, superuser_url, port):
    url = test_urls["DATABASE_OWNER_URL"] if login == "owner" else superuser_url
    given = [port] if kind == "web" else []
    process = getattr(platform, kind)(*given, DATABASE_URL=url)
    process.popen.wait(60)
    said = process.said()
    record.add(f"{kind} {process.pid} as {login} ended with {process.popen.returncode}")
    assert process.popen.returncode != 0
    assert "the login of DATABASE_URL" in said
    assert REMEDY in said
