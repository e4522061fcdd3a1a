"""A batch as columns for unnest: the shape in which every kind's one statement takes it."""

from collections.abc import Iterable, Sequence

from django.db import connection


def found(statement: str, columns: Sequence[str], rows: Iterable[tuple], **given: object) -> list[tuple]:
    """What the statement answers about these rows, given to it as arrays named by `columns`; nothing is asked about no rows."""
    asked = list(rows)
    if not asked:
        return []
    arrays = {name: list(column) for name, column in zip(columns, zip(*asked, strict=True), strict=True)}
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays | given)
        return cursor.fetchall()
