"""A thousand rows more of a stranger's, set-based and past every policy: copies of one that is there, apart in what must be unique."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg2 import sql

from tests.scope.outside import owner

_APART = {
    "uuid": "gen_random_uuid()",
    "text": "{0} || '-' || n",
    "character varying": "{0} || '-' || n",
    "integer": "{0} + n",
    "bigint": "{0} + n",
    "date": "{0} + n",
    "bytea": "{0} || int4send(n)",
}
# Column → its type, and whether it must be made another one in a copy: it stands in a unique index and refers to no other row.
_SHAPE = """
SELECT a.attname, format_type(a.atttypid, NULL),
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisunique AND a.attnum = ANY (i.indkey))
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey))
FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
WHERE t.relname = %s AND t.relnamespace = 'public'::regnamespace
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attname <> 'id'
ORDER BY a.attnum
"""


def multiply(owner_url: str, tables: Iterable[tuple[str, str]], many: int) -> dict[str, int]:
    """Of each (table, node) its first row `many` times more: table → rows written. Triggers rest meanwhile, so that nobody is told."""
    with owner(owner_url) as cursor:
        return {table: _multiplied(cursor, table, node, many) for table, node in tables}


def _multiplied(cursor: Any, table: str, node: str, many: int) -> int:
    cursor.execute(_SHAPE, [table])
    shape = cursor.fetchall()
    names = [sql.Identifier(name).as_string(cursor) for name, _kind, _apart in shape]
    apart = {name: kind for name, kind, unique in shape if unique and name != "node"}
    values = [_value(written, apart.get(name)) for written, (name, _kind, _unique) in zip(names, shape, strict=True)]
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}, generate_series(1, %s) AS n"
        f" WHERE id = (SELECT min(id) FROM {table} WHERE node = %s)",
        [many, node],
    )
    written = cursor.rowcount
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return written


def _value(column: str, kind: str | None) -> str:
    return column if kind is None else _APART[kind].format(column)
