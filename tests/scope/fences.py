"""The two fences of decision 2, each taken down for a while, so that the other stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import pytest

from beian.people.nodes import NodeQuerySet

_POLICED = "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace ORDER BY 1"


@contextmanager
def without_row_security(owner_url: str) -> Iterator[list[str]]:
    """The database lets every reach see all rows of the tables it may read; only the code's own filters are left."""
    with psycopg2.connect(owner_url) as line, line.cursor() as cursor:
        cursor.execute(_POLICED)
        tables = [name for (name,) in cursor.fetchall()]
    line.close()
    _switch(owner_url, tables, "DISABLE")
    try:
        yield tables
    finally:
        _switch(owner_url, tables, "ENABLE")


def _switch(owner_url: str, tables: list[str], how: str) -> None:
    _run(owner_url, "; ".join(f'ALTER TABLE "{table}" {how} ROW LEVEL SECURITY' for table in tables))


def _run(owner_url: str, statement: str) -> None:
    line = psycopg2.connect(owner_url)
    with line, line.cursor() as cursor:
        cursor.execute(statement)
    line.close()


@contextmanager
def planted_policy(owner_url: str, table: str, using: str) -> Iterator[None]:
    """One more policy for the staff's reach, as a careless migration might add it; policies add up."""
    _run(owner_url, f"CREATE POLICY planted ON {table} FOR SELECT TO reach_staff USING ({using})")
    try:
        yield
    finally:
        _run(owner_url, f"DROP POLICY planted ON {table}")


def without_visible_to(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every `visible_to` answers with all rows; only the database's policies are left. The classes that were changed."""
    changed = []
    waiting = [NodeQuerySet]
    while waiting:
        queryset = waiting.pop()
        waiting += queryset.__subclasses__()
        if "visible_to" in vars(queryset):
            monkeypatch.setattr(queryset, "visible_to", lambda self, viewer: self.all())
            changed.append(queryset.__name__)
    return changed
