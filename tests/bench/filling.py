"""Many rows like one that is there: written by the owner of the tables, so that a column that is new tomorrow is filled as well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import sql

_COPY = """
INSERT INTO {table} SELECT made.* FROM {table} AS template, generate_series(1, %(count)s) AS n,
    LATERAL jsonb_populate_record(template, jsonb_build_object('id', nextval({numbers}), {given})) AS made
WHERE template.id = (SELECT id FROM {table} WHERE {like} ORDER BY id LIMIT 1)
"""


@contextmanager
def owner() -> Iterator[psycopg2.extensions.cursor]:
    """A cursor of the owner of the tables, whom no policy binds; every statement is committed by itself."""
    line = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    line.autocommit = True
    try:
        with line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def copies(cursor: psycopg2.extensions.cursor, table: str, *, like: str, count: int, given: dict[str, str]) -> None:
    """Write `count` rows like the first one for which `like` is true, and tell the planner of them. RuntimeError if there is none.

    `given`: column → SQL expression over `n`, the number of the copy from 1 on.
    """
    statement = sql.SQL(_COPY).format(
        table=sql.Identifier(table),
        like=sql.SQL(like),
        numbers=sql.Literal(f"{table}_id_seq"),
        given=sql.SQL(", ".join(f"'{column}', {value}" for column, value in given.items())),
    )
    cursor.execute(statement, {"count": count})
    if cursor.rowcount != count:
        raise RuntimeError(f"{table}: no row to copy where {like}")
    cursor.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))
