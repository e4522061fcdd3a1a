"""Years that pass: only the owner of the database can make them, with its guards put aside for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg2

from beian.evidence import disposal
from beian.people import scope
from beian.people.scope import Actor, Reach

SERVICE = Actor.service("evidence")


@contextmanager
def owner(urls: dict[str, str]) -> Iterator:
    """The database owner's own line, in one transaction."""
    line = psycopg2.connect(urls["DATABASE_OWNER_URL"])
    try:
        with line, line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def still_awaited(urls: dict[str, str], node: str, purpose: str = "%") -> None:
    """The node's files, or those of one purpose, have not come from their sender yet."""
    with owner(urls) as cursor:
        cursor.execute("ALTER TABLE beian_evidencefile DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE beian_evidencefile SET complete = false WHERE node = %s AND purpose LIKE %s", [node, purpose]
        )
        cursor.execute("ALTER TABLE beian_evidencefile ENABLE TRIGGER USER")


def mark(*nodes: str, now) -> None:
    """What the night does."""
    for node in nodes:
        with scope.enter(node, Reach.STAFF, SERVICE):
            disposal.mark_ended(now=now)


def let_pass(urls: dict[str, str], *, by: timedelta = timedelta(days=5 * 366 + 2)) -> None:
    """Every clock that has been started was started so much earlier, and every end came so much earlier."""
    with owner(urls) as cursor:
        for table in ("beian_evidencefile", "beian_auditentry"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("UPDATE beian_evidencefile SET kept_until = kept_until - %s", [by.days])
        cursor.execute("UPDATE beian_auditentry SET at = at - %s WHERE subject_kind = 'application'", [by])
        cursor.execute("UPDATE provider_application SET state_since = state_since - %s", [by])
        cursor.execute("UPDATE ministry_passage SET state_since = state_since - %s", [by])
        for table in ("beian_evidencefile", "beian_auditentry"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
