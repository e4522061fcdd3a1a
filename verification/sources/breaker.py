"""The circuit breaker: a source that failed five times in a row is left alone for thirty seconds, then one question tries (F40).

It stands in the database, one row per node and source, so that every worker knows what one has found out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from verification.sources.models import SourceLine

MOST_FAILURES = 5
OPEN = timedelta(seconds=30)
ANY = 1_000_000


@dataclass
class Leave:
    """How many questions a source may be asked now, and when the others may be thought of again."""

    many: int
    until: datetime


def leaves(sources: Iterable[str], *, now: datetime) -> dict[str, Leave]:
    """Any number while the breaker is closed, none while it is open, one when it is half open.

    Whoever is given the one of a half-open source is alone with it: for the others it is open again.
    """
    found = {source: Leave(ANY, now + OPEN) for source in sources}
    for line in SourceLine.objects.filter(source__in=list(found), open_until__isnull=False):
        found[line.source] = _leave(line, now)
    return found


def _leave(line: SourceLine, now: datetime) -> Leave:
    if line.open_until is not None and line.open_until > now:
        return Leave(0, line.open_until)
    probes = SourceLine.objects.filter(pk=line.pk, open_until__lte=now).update(open_until=now + OPEN)
    return Leave(probes, now + OPEN)


def note_success(source: str) -> bool:
    """It answers: closed. Whether it had failed before."""
    troubled = Q(failures__gt=0) | Q(open_until__isnull=False)
    return bool(SourceLine.objects.filter(troubled, source=source).update(failures=0, open_until=None))


def note_failure(source: str, tries: int, *, now: datetime) -> None:
    """So many tries more that failed; from the fifth in a row on nothing is asked for a while."""
    SourceLine.objects.bulk_create([SourceLine(source=source)], ignore_conflicts=True)
    SourceLine.objects.filter(source=source).update(failures=F("failures") + tries)
    SourceLine.objects.filter(source=source, failures__gte=MOST_FAILURES).update(open_until=now + OPEN)
