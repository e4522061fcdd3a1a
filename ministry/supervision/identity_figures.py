"""How much of the full check of resident-ID numbers is done (M4): by subject's province, provider and month. Counts, never numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

# Reports and numbers are counted apart and then laid beside each other: joined, a report with two numbers would count twice.
_FIGURES = """
SELECT province, provider, max(provider_name), sum(reports), sum(unopened), sum(unread), sum(numbers), sum(checked), sum(wrong), sum(unknown)
FROM (
    SELECT province, provider, max(provider_name) AS provider_name, count(*) AS reports,
        count(*) FILTER (WHERE opened_at IS NULL AND unread = '') AS unopened, count(*) FILTER (WHERE unread <> '') AS unread,
        0 AS numbers, 0 AS checked, 0 AS wrong, 0 AS unknown
    FROM ministry_identityreport WHERE node = %(node)s AND month = %(month)s GROUP BY province, provider
    UNION ALL
    SELECT province, provider, max(provider_name), 0, 0, 0, count(*), count(*) FILTER (WHERE state IN ('match', 'mismatch', 'unknown')),
        count(*) FILTER (WHERE state = 'mismatch'), count(*) FILTER (WHERE state = 'unknown')
    FROM ministry_identitycheck WHERE node = %(node)s AND month = %(month)s GROUP BY province, provider
) AS counted GROUP BY province, provider ORDER BY province COLLATE "C", provider COLLATE "C"
"""


@dataclass(frozen=True)
class Done:
    """One provider's filings of one month in one province, or all of them together."""

    province: str = ""
    provider: str = ""
    name: str = ""
    reports: int = 0
    unopened: int = 0
    unread: int = 0
    numbers: int = 0
    checked: int = 0
    wrong: int = 0
    unknown: int = 0

    @property
    def open(self) -> int:
        """Numbers without a verdict yet."""
        return self.numbers - self.checked

    @property
    def complete(self) -> bool:
        return not self.open and not self.unopened

    @property
    def share(self) -> str:
        """The share that has a verdict, rounded down: 100 % is said only of all. None where nothing was to be checked."""
        if not self.numbers and not self.unopened:
            return "—"
        if self.complete:
            return "100%"
        return f"{min(99.9, self.checked * 1000 // max(self.numbers, 1) / 10):.1f}%"


def month_of(moment: datetime) -> date:
    """The first day of its month, in Shanghai."""
    return timezone.localdate(moment).replace(day=1)


def figures(viewer: Any, month: date) -> list[Done]:
    """A line per province and provider that reported anything in the month."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"node": viewer.node, "month": month})
        return [Done(*row[:3], *(int(number) for number in row[3:])) for row in cursor.fetchall()]


def total(lines: list[Done]) -> Done:
    """All of them together."""
    names = ("reports", "unopened", "unread", "numbers", "checked", "wrong", "unknown")
    return Done(**{name: sum(getattr(line, name) for line in lines) for name in names})


def whole(viewer: Any, month: date) -> Done:
    """The nation in a month."""
    return total(figures(viewer, month))
