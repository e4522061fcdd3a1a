"""What lies outside somebody's scope: its digest before and after, and a way to change all of it past every policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import errors, sql

# Columns by which rows are told apart and found: changing those would make them other rows, or nobody's.
_KEPT = {"id", "node", "uuid", "owner_id", "session_key", "session_data", "expire_date"}
_CHANGES = {
    "text": "{0} || '变'",
    "character varying": "left({0} || '变', 60)",
    "integer": "{0} + 1",
    "bigint": "{0} + 1",
    "date": "{0} + 1",
    "timestamp with time zone": "{0} + interval '3 hours'",
    "jsonb": "CASE jsonb_typeof({0}) WHEN 'object' THEN {0} || '{{\"变\": 1}}' ELSE {0} END",
    "bytea": "{0} || '\\x00'::bytea",
    "boolean": "NOT {0}",
}
_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
WHERE c.table_schema = 'public' AND EXISTS (SELECT FROM information_schema.columns n
    WHERE n.table_schema = 'public' AND n.table_name = c.table_name AND n.column_name = 'node')
ORDER BY 1, 2
"""


def columns(cursor: Any) -> dict[str, dict[str, str]]:
    """Table with a node → its columns and their types."""
    cursor.execute(_COLUMNS)
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in cursor.fetchall():
        found.setdefault(table, {})[column] = kind
    return found


@contextmanager
def owner(owner_url: str) -> Iterator[Any]:
    """A cursor of the database's owner; what it did is committed at the end."""
    line = psycopg2.connect(owner_url)
    try:
        with line, line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def change(owner_url: str, nodes: Iterable[str], *, owner_id: int | None = None) -> int:
    """Alter every column of every row of these nodes (of one owner's rows only, if named), keys apart; how many rows took a change.

    Triggers rest meanwhile. What a constraint refuses is left as it is.
    """
    rows = 0
    with owner(owner_url) as cursor:
        for table, kinds in columns(cursor).items():
            if owner_id is None or "owner_id" in kinds:
                cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
                changed = [_change(cursor, table, name, kind, list(nodes), owner_id) for name, kind in kinds.items()]
                rows += max(changed, default=0)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
    return rows


def _change(cursor: Any, table: str, name: str, kind: str, nodes: list[str], owner_id: int | None) -> int:
    """How many rows this column was altered in; none where it may not be."""
    if name in _KEPT or kind not in _CHANGES:
        return 0
    column = sql.Identifier(name).as_string(cursor)
    text = f"UPDATE {sql.Identifier(table).as_string(cursor)} SET {column} = {_CHANGES[kind].format(column)}"
    cursor.execute("SAVEPOINT column_of_a_stranger")
    try:
        cursor.execute(
            f"{text} WHERE node = ANY(%s)" + (" AND owner_id = %s" if owner_id is not None else ""),
            [nodes, *([owner_id] if owner_id is not None else [])],
        )
        changed = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (errors.IntegrityError, errors.DataError):
        cursor.execute("ROLLBACK TO SAVEPOINT column_of_a_stranger")
        return 0
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return changed


def digests(owner_url: str, *, but: str = "", owner_id: int | None = None) -> dict[str, tuple[int, str]]:
    """Table → (number, digest) of the rows of all nodes but this one; with `owner_id`, of that owner's rows at that node as well."""
    with owner(owner_url) as cursor:
        return {table: _digest(cursor, table, kinds, but, owner_id) for table, kinds in columns(cursor).items()}


def _digest(cursor: Any, table: str, kinds: dict[str, str], but: str, owner_id: int | None) -> tuple[int, str]:
    where, values = "node <> %s", [but]
    if owner_id is not None and "owner_id" in kinds:
        where, values = "(node <> %s OR owner_id = %s)", [but, owner_id]
    cursor.execute(
        f"SELECT count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {table} t WHERE {where}",
        values,
    )
    return cursor.fetchone()
