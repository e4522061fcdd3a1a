"""A simulator that a module's stories share, everything up at the beginning of each; and a desk."""

import pytest


@pytest.fixture(scope="module")
def process():
    from tests.faults.running import free_port
    from tests.verification.sources.desks import Simulated

    simulated = Simulated(free_port())
    simulated.start()
    yield simulated
    simulated.stop()


@pytest.fixture
def simulator(process, settings):
    """Everything up, and every source connected."""
    from verification.sources.adapters import SOURCES

    process.behave()
    settings.SOURCES = dict.fromkeys(SOURCES, process.url)
    return process


@pytest.fixture
def desk(cast):
    from tests.verification.sources.desks import Desk

    return Desk()


@pytest.fixture
def stored_text(test_urls, transactional_db):
    """Every row of every table as text, as the database's owner sees it; bytes as their hex and, where they read as text, as that."""
    import psycopg2

    def read() -> str:
        line = psycopg2.connect(test_urls["DATABASE_OWNER_URL"])
        with line, line.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            said = []
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = cursor.fetchall()
                said += [_text(value) for row in rows for value in row]
        line.close()
        return "\n".join(said)

    return read


def _text(value: object) -> str:
    return bytes(value).decode("utf-8", "ignore") if isinstance(value, memoryview | bytes) else str(value)
