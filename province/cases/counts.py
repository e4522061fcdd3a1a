"""How many cases stand behind each tab, counted no further than anybody reads: one statement, at most a hundred rows a tab."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection
from django.db.models import QuerySet

MOST = 99


def bounded(parts: Mapping[str, QuerySet]) -> dict[str, str]:
    """Key → how many rows, as it is shown: 0 to 99, or 99+. Each count ends at the hundredth row that it meets."""
    found, values = [], []
    for queryset in parts.values():
        text, params = queryset.order_by().values("pk")[: MOST + 1].query.sql_with_params()
        found.append(f"(SELECT count(*) FROM ({text}) AS few)")  # noqa: S608 - Django's own text, values apart
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(found)}", values)
        counts = cursor.fetchone()
    return {key: str(count) if count <= MOST else f"{MOST}+" for key, count in zip(parts, counts, strict=True)}
