"""What a new calendar or new clocks do to due dates that already run: the dates move, and each one that moved is written down.

A node recounts only where it holds the pen; the others are told and follow. Everything is set-based: a group is what shares kind, state and
hour of beginning, and is counted once however many applications are in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import pgtrigger
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beian import audit
from beian.editions.models import Edition
from beian.people import scope
from beian.people.nodes import NodeModel
from beian.reference import clocks

TABLES = ("calendar", "clocks")
# A move under way while an edition was taken may still have counted by the one before: for so long it is counted again.
AGAIN = timedelta(days=1)


class DueShift(NodeModel):
    """One due date that an edition moved, as the people of this node are shown it."""

    edition = models.TextField(db_collation="C", help_text="the table whose new edition moved it: calendar, clocks")
    version = models.PositiveIntegerField()
    application = models.UUIDField()
    record = models.BigIntegerField(help_text="the tier's own row: case or application")
    name = models.TextField(help_text="the subject as it may be shown: a person's is masked")
    state = models.TextField(db_collation="C")
    before = models.DateField(null=True)
    after = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("期限调整")
        indexes = [models.Index(fields=["node", "-id"], name="due_shift_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(before=None) | ~models.Q(before=models.F("after")), name="due_shift_moves"
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application} {self.before} → {self.after}"


@dataclass(frozen=True)
class Waiting:
    """A tier's table of applications that wait, as SQL: its name, the column of the application's uuid, the name to show, and which rows'
    states this node owns. All four are the code's own words. The table has node, kind, state, state_since, round, revision, due_on, overdue_since."""

    table: str
    key: str
    name: str
    pen: str


class Told(NamedTuple):
    """A due date as whoever holds the pen says it, and the edition that moved it there."""

    application: UUID
    round: int
    revision: int
    state: str
    due: date
    edition: str
    version: int


def recount(waiting: Waiting, edition: Edition, now: datetime, *, again: bool = False) -> dict[int, date]:
    """Count the open due dates of this node's own states anew: row → its new date, of those that moved. `again`: one more look, which as a rule moves nothing."""
    groups = _rows(_GROUPS.format(**vars(waiting)), {})
    counted = [(*group, _due(*group[:3])) for *group, _many in groups]
    moved = [group for group in counted if group[-1] is not None and group[-1] != group[-2]]
    values = _columns(("kinds", "states", "starts", "before", "after"), moved) | _stamp(now)
    values |= {"edition": edition.name, "version": edition.version}
    records = dict(_rows(_SHIFT.format(keep=_KEEP, **vars(waiting)), values)) if moved else {}
    if records or not again:
        told = {"table": edition.name, "version": edition.version, "open": sum(group[-1] for group in groups)}
        audit.record(verb="deadlines.recount", subject=edition, after=told | {"moved": len(records)})
    return records


def _due(kind: str, state: str, start: datetime) -> date | None:
    """The hour of the start is enough for every unit: Shanghai lies whole hours from UTC, and no clock counts in less."""
    limit = clocks.clock_of(kind, state)
    return clocks.due(limit, start) if limit else None


def follow(waiting: Waiting, told: Iterable[Told], now: datetime) -> dict[int, date]:
    """Take over due dates of states that somebody else owns: row → its new date, of those that moved. One that has gone on meanwhile keeps its own."""
    last = list({each.application: each for each in told}.values())
    values = _columns(Told._fields, last) | _stamp(now)
    records = dict(_rows(_FOLLOW.format(keep=_KEEP, **vars(waiting)), values))
    if records:
        audit.record(verb="deadlines.follow", subject=("node", scope.current().node), after={"moved": len(records)})
    return records


def recent(now: datetime) -> list[Edition]:
    """The editions taken within a day that due dates depend on."""
    lately = Edition.objects.filter(name__in=TABLES, taken_at__gt=now - AGAIN).order_by("name", "-version")
    return list(lately.distinct("name"))


def _columns(names: Iterable[str], rows: list) -> dict[str, list]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _stamp(now: datetime) -> dict:
    return {"now": now, "today": timezone.localdate(now)}


def _rows(text: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


_GROUPS = """
SELECT waiting.kind, waiting.state, date_trunc('hour', waiting.state_since), waiting.due_on, count(*) FROM {table} AS waiting
WHERE waiting.node = current_setting('beian.node') AND {pen} GROUP BY 1, 2, 3, 4
"""
_KEEP = """
INSERT INTO beian_dueshift (edition, version, application, record, name, state, before, after, at)
SELECT moved.edition, moved.version, moved.application, moved.id, moved.name, moved.state, moved.before, moved.due, %(now)s
FROM moved ORDER BY moved.id RETURNING record, after
"""
# The row is looked at again once it is ours: one that a decision has moved on in between is left alone.
_SHIFT = """
WITH moved AS (
    UPDATE {table} AS waiting SET due_on = told.after, overdue_since = CASE WHEN told.after < %(today)s THEN told.after + 1 END
    FROM unnest(%(kinds)s::text[], %(states)s::text[], %(starts)s::timestamptz[], %(before)s::date[], %(after)s::date[])
        AS told (kind, state, start, before, after)
    WHERE waiting.node = current_setting('beian.node') AND waiting.kind = told.kind AND waiting.state = told.state
        AND date_trunc('hour', waiting.state_since) = told.start AND waiting.due_on IS NOT DISTINCT FROM told.before AND {pen}
    RETURNING waiting.id, waiting.{key} AS application, {name} AS name, told.state, told.before, told.after AS due,
        %(edition)s::text AS edition, %(version)s::bigint AS version
){keep}"""
_FOLLOW = """
WITH held AS (
    SELECT waiting.id, waiting.due_on AS before, told.* FROM {table} AS waiting
    JOIN unnest(%(application)s::uuid[], %(round)s::bigint[], %(revision)s::bigint[], %(state)s::text[], %(due)s::date[],
            %(edition)s::text[], %(version)s::bigint[]) AS told (application, round, revision, state, due, edition, version)
    ON waiting.{key} = told.application AND waiting.round = told.round AND waiting.revision = told.revision AND waiting.state = told.state
    WHERE waiting.node = current_setting('beian.node') AND waiting.due_on IS DISTINCT FROM told.due
    ORDER BY waiting.id FOR UPDATE OF waiting
), moved AS (
    UPDATE {table} AS waiting SET due_on = held.due, overdue_since = CASE WHEN held.due < %(today)s THEN held.due + 1 END
    FROM held WHERE waiting.node = current_setting('beian.node') AND waiting.id = held.id
    RETURNING waiting.id, {name} AS name, held.application, held.state, held.before, held.due, held.edition, held.version
){keep}"""
