"""A batch as one value: the shape in which every kind's one statement takes it.

Given as JSON it is read where the rows are made; arrays would be read by the planner as well, which for a thousand applications took as
long as finding the answer. And the planner, who takes it for a hundred rows, goes through the index however large the register is.
"""

import json
from collections.abc import Iterable, Sequence

from django.db import connection


def found(statement: str, columns: Sequence[str], rows: Iterable[tuple], **given: object) -> list[tuple]:
    """What the statement answers about these rows, which it reads by json_to_recordset(%(asked)s::json) under the names of `columns`.

    Nothing is asked about no rows.
    """
    asked = [dict(zip(columns, row, strict=True)) for row in rows]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, {"asked": json.dumps(asked, ensure_ascii=False)} | given)
        return cursor.fetchall()
