"""Keeping and disposal: five years from the end of a filing, then a list that two persons sign (Q1; R12(7), P10 三(一)4).

Each tier says which of its applications have ended and how one is destroyed; the clock, the list and the two persons are the same everywhere.
The database holds the rule as well (migration 0015): no file under keeping loses its key before its day, nor without a signed list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beian import audit
from beian.evidence.lists import DisposalLine, DisposalList, ListState
from beian.evidence.models import EvidenceFile
from beian.people import scope
from beian.people.models import User
from beian.people.nodes import tier_of
from beian.reference.clocks import clock, due

MOST_FILINGS = 500
AT_ONCE = 200


class Ended(NamedTuple):
    """An application that has ended here and is not disposed of: its id, when it ended, the office's own record of it."""

    application: UUID
    at: datetime
    record: int


@dataclass(frozen=True)
class Source:
    """A tier's share: `ended()` gives all of them, the oldest end first; `dispose` destroys one in the caller's transaction, or raises ValueError."""

    ended: Callable[[], Iterator[Ended]]
    dispose: Callable[[UUID, datetime], None]
    url: Callable[[DisposalLine], str]


class DisposalRefused(ValueError):
    """Not now, or not by this person; str() is the sentence."""


_sources: dict[str, Source] = {}


def register(tier: str, source: Source) -> None:
    _sources[tier] = source


def source() -> Source | None:
    """The share of the tier whose node the scope stands in; none where nothing is kept."""
    return _sources.get(tier_of(scope.current().node))


def url_of(line: DisposalLine) -> str:
    """The page of a line's filing."""
    own = source()
    return own.url(line) if own else ""


# ---- the clock


def kept_until(ended_on: date) -> date:
    """The last day on which the papers of a filing that ended then are kept."""
    return due(clock("keeping"), ended_on)


def mark_ended(*, now: datetime) -> int:
    """Start the clock of the files of every application that has ended; how many files. The clock counts from the day it is started, never earlier."""
    own = source()
    ended = [each.application for each in own.ended()] if own else []
    last, marked = kept_until(localdate(now)), 0
    for first in range(0, len(ended), AT_ONCE):
        waiting = EvidenceFile.objects.kept().filter(held_since__isnull=False, kept_until=None)
        marked += waiting.filter(application__in=ended[first : first + AT_ONCE]).update(kept_until=last)
    return marked


def due_now(*, now: datetime, most: int = MOST_FILINGS) -> list[Ended]:
    """What may be put on a list: the keeping time of the filing and of each of its files is over, and no open list names it."""
    own, today = source(), localdate(now)
    over = (each for each in own.ended() if kept_until(localdate(each.at)) < today) if own else iter(())
    found: list[Ended] = []
    while len(found) < most and (some := list(islice(over, AT_ONCE))):
        found += _free(some)
    return found[:most]


def _free(some: Sequence[Ended]) -> list[Ended]:
    ids = [each.application for each in some]
    running = Q(kept_until=None) | Q(kept_until__gte=localdate())
    held = EvidenceFile.objects.kept().filter(running, application__in=ids, held_since__isnull=False)
    named = DisposalLine.objects.filter(application__in=ids, list__state__in=(ListState.DRAWN, ListState.APPROVED))
    barred = {*held.values_list("application", flat=True), *named.values_list("application", flat=True)}
    return [each for each in some if each.application not in barred]


# ---- the list


def draw_up(*, by: User, now: datetime) -> DisposalList:
    """A list of everything that is due, up to MOST_FILINGS. DisposalRefused where nothing is."""
    found = due_now(now=now)
    if not found:
        raise DisposalRefused(_("目前没有保存期已满、可以销毁的备案。"))
    files = _digests([each.application for each in found])
    lines = [
        DisposalLine(
            application=each.application,
            record=each.record,
            ended_on=localdate(each.at),
            digests=files.get(each.application, []),
        )
        for each in found
    ]
    made = DisposalList.objects.create(
        digest=digest_of(lines), filings=len(lines), files=sum(line.files for line in lines), drawn_by=by
    )
    for line in lines:
        line.list = made
    DisposalLine.objects.bulk_create(lines)
    audit.record(verb="disposal.draw", subject=made, after={"digest": made.digest, "filings": made.filings})
    return made


def _digests(applications: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The files of each that are kept, in their order."""
    found: dict[UUID, list[str]] = {}
    rows = EvidenceFile.objects.kept().filter(application__in=applications).order_by("application", "id")
    for application, digest in rows.values_list("application", "digest"):
        found.setdefault(application, []).append(digest)
    return found


def digest_of(lines: Sequence[DisposalLine]) -> str:
    """What is signed: every application, its end and its files, in order of application."""
    told = sorted([str(line.application), line.ended_on.isoformat(), line.digests] for line in lines)
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def check_may_sign(made: DisposalList, by: User) -> None:
    """The second person is another one (F48); DisposalRefused says why not."""
    if made.state != ListState.DRAWN:
        raise DisposalRefused(_("这份清单已经签批或作废，不能再签批。"))
    if made.drawn_by_id == by.pk:
        raise DisposalRefused(_("清单是您编制的，必须由另一人签批。"))


def sign(*, made: DisposalList, by: User, now: datetime) -> DisposalList:
    """The second person's signature. DisposalRefused where it is the same person, or something has changed since the list was drawn up."""
    row = DisposalList.objects.select_for_update().get(pk=made.pk)
    check_may_sign(row, by)
    lines = list(row.lines.all())
    files = _digests([line.application for line in lines])
    if digest_of(lines) != row.digest or any(files.get(line.application, []) != line.digests for line in lines):
        raise DisposalRefused(_("清单编制以后材料有变化，请作废后重新编制。"))
    row.state, row.approved_by, row.approved_at = ListState.APPROVED, by, now
    row.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record(verb="disposal.sign", subject=row, after={"digest": row.digest})
    return row


def drop(*, made: DisposalList, reason: str, by: User) -> None:
    """Whoever may draw up or sign gives up a list that is not signed yet."""
    row = DisposalList.objects.select_for_update().get(pk=made.pk)
    if row.state != ListState.DRAWN:
        raise DisposalRefused(_("这份清单已经签批或作废，不能再作废。"))
    row.state, row.dropped_by, row.dropped_reason = ListState.DROPPED, by, reason
    row.save(update_fields=["state", "dropped_by", "dropped_reason"])
    audit.record(verb="disposal.drop", subject=row)


# ---- the work


def waiting(made: DisposalList) -> int:
    return made.lines.filter(done_at=None).count()


def dispose_next(*, made: DisposalList, after: int, now: datetime) -> DisposalLine | None:
    """Destroy what the next line names, or note in it why that cannot be; None where no line is left."""
    line = made.lines.select_for_update().filter(done_at=None, pk__gt=after).order_by("pk").first()
    if line is None:
        return None
    try:
        with transaction.atomic():
            _dispose(line, now)
    except ValueError as reason:
        line.trouble = str(reason)
    else:
        line.done_at, line.trouble = now, ""
    line.save(update_fields=["done_at", "trouble"])
    return line


def _dispose(line: DisposalLine, now: datetime) -> None:
    own = source()
    if own is None:
        raise DisposalRefused(_("本系统不保存备案材料。"))
    if set(_digests([line.application]).get(line.application, [])) - set(line.digests):
        raise DisposalRefused(_("清单编制以后又有新的材料，请另行编制清单。"))
    own.dispose(line.application, now)


def close(*, made: DisposalList, now: datetime) -> bool:
    """The list is done once each of its lines is."""
    row = DisposalList.objects.select_for_update().get(pk=made.pk)
    if row.state == ListState.APPROVED and not waiting(row):
        row.state, row.done_at = ListState.DONE, now
        row.save(update_fields=["state", "done_at"])
        audit.record(verb="disposal.done", subject=row, after={"filings": row.filings, "files": row.files})
    return row.state == ListState.DONE
