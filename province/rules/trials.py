"""The verbs of a trial: past filings are held against the pack in force and against the draft, slice by slice, the newest first.

Each slice is one transaction, so that its progress is seen and a worker that dies loses no more than the slice in its hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit
from beian.editions import drafting, reading
from beian.editions.models import Draft
from beian.editions.permissions import PROVINCE_EDITORS, check_can_edit
from beian.filing import documents, paths, sealing
from beian.filing.rules import packs as engine
from beian.people import bell
from beian.people.keys import Unreadable
from beian.people.models import Grant, User
from beian.reference import tables
from beian.reference.tables import Table
from province.cases.models import Case, CaseQuerySet, Relation
from province.rules import packs
from province.rules.models import RuleTrial, TrialHit, TrialState

SLICE = 200  # cases in one transaction
MOST = 20_000  # cases in one trial
ATTEMPTS = 3  # at one slice
Row = dict[str, Any]


class NotTried(ValueError):
    """A trial that cannot begin; str() is the sentence for the officer."""


class Pair(NamedTuple):
    """The two packs that are compared, reduced to the rows that differ."""

    before: Table
    after: Table


def start(
    *, draft: Draft, code: str, first_day: date, last_day: date, by: User, roles: frozenset[str], now: datetime
) -> RuleTrial:
    """Order a trial of the draft, or of one of its rules, over the filings reported in these days. The log says who and over how many.

    The draft is locked, so that of two orders at the same time one is refused.
    """
    draft = drafting.locked(draft, draft.revision, roles)
    if RuleTrial.objects.filter(node=draft.node).active().exists():
        raise NotTried(_("另一次试算正在进行，请等它完成，或先取消。"))
    before, after = differing(draft, code, timezone.localdate(now))
    if not before and not after:
        raise NotTried(_("草稿与今天执行的规则在检查上没有差别，不需要试算。"))
    total = cases(draft.node, first_day, last_day)[:MOST].count()
    trial = RuleTrial.objects.create(
        draft_revision=draft.revision,
        based_on=draft.based_on,
        code=code,
        before=before,
        after=after,
        first_day=first_day,
        last_day=last_day,
        total=total,
        started_by=by,
        started_at=now,
        touched_at=now,
    )
    told = {"rules": [row["code"] for row in after or before], "first_day": f"{first_day}", "last_day": f"{last_day}"}
    audit.record(verb="rules.try", subject=trial, after=told | {"cases": total})
    bell.ring("rules.try", draft.node)
    return trial


def differing(draft: Draft, code: str, today: date) -> tuple[list[Row], list[Row]]:
    """Rows in force today that the draft changes or drops, and rows of the draft that are new or changed; texts and dates do not count."""
    now = [tables.plain(row) for row in packs.in_force(today).active(today)]
    then = [row for row in draft.rows if (row["valid_to"] or "9999-12-31") >= today.isoformat()]
    now, then = ([row for row in rows if row["flags"]["on"] and code in ("", row["code"])] for rows in (now, then))
    return _without(now, then), _without(then, now)


def is_of(trial: RuleTrial, draft: Draft, today: date) -> bool:
    """Whether the draft, as it is now, differs from today's rules in just what this trial has tried."""
    return differing(draft, trial.code, today) == (trial.before, trial.after)


def _without(rows: list[Row], others: list[Row]) -> list[Row]:
    known = [_checked(row) for row in others]
    return [row for row in rows if _checked(row) not in known]


def _checked(row: Row) -> tuple:
    """What of a row decides whom it hits."""
    flags = row["flags"]
    return row["code"], flags["template"], flags["params"], flags["severity"]


def cases(node: str, first_day: date, last_day: date) -> CaseQuerySet:
    """The bureau's own cases that were reported in these days, the newest first."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (first_day, last_day + timedelta(days=1))
    )
    own = Case.objects.filter(node=node, relation=Relation.SUBJECT, reported_at__gte=start, reported_at__lt=end)
    return own.order_by("-id")


def pair_of(trial: RuleTrial) -> Pair:
    """The trial's rows as packs. They count on every day: a trial asks what a rule does, not since when."""
    return Pair(*(reading.made(packs.own(), [_always(row) for row in rows]) for rows in (trial.before, trial.after)))


def _always(row: Row) -> Row:
    return row | {"valid_from": None, "valid_to": None}


def go_on(*, pk: int, pair: Pair, now: datetime) -> bool:
    """Try the next slice; whether more is left to do. An asker who may no longer ask ends it. Where another worker has the trial in hand, nothing is left for this one."""
    trial = RuleTrial.objects.select_for_update(skip_locked=True).active().filter(pk=pk).first()
    if trial is None:
        return False
    if not _may_still(trial):
        _end(trial, TrialState.CANCELLED, now)
        trial.save()
        return False
    slice_ = list(_next(trial))
    read = {case.pk: document for case in slice_ if (document := _document(case)) is not None}
    found = [hit for case in slice_ if case.pk in read for hit in _hits(trial, case, read[case.pk], pair)]
    TrialHit.objects.bulk_create(found, batch_size=2000)
    trial.checked += len(slice_)
    trial.unread += len(slice_) - len(read)
    trial.hits += len(found)
    trial.hit_cases += len({hit.case_id for hit in found})
    trial.last_case = slice_[-1].pk if slice_ else trial.last_case
    trial.failures, trial.touched_at, trial.state = 0, now, TrialState.RUNNING
    if len(slice_) < SLICE or trial.checked >= trial.total:
        _end(trial, TrialState.DONE, now)
    trial.save()
    return trial.under_way


def _may_still(trial: RuleTrial) -> bool:
    """Whether whoever ordered it could order it now: a trial does not outlive its asker's account or role."""
    held = Grant.objects.filter(node=trial.node, user=trial.started_by_id, user__is_active=True)
    return held.filter(permission__codename__in=PROVINCE_EDITORS).exists()


def _next(trial: RuleTrial) -> Iterable[Case]:
    waiting = cases(trial.node, *trial.period)
    if trial.last_case is not None:
        waiting = waiting.filter(pk__lt=trial.last_case)
    columns = ("application", "round", "document", "sealed", "wrapped_key", "reported_at", "disposed_at")
    return waiting.only(*columns)[: min(SLICE, trial.total - trial.checked)]


def _document(case: Case) -> dict[str, Any] | None:
    """The whole filing as plain data, for the machine's eyes; None where this node holds no key that opens it."""
    if case.wrapped_key is None:
        return None
    try:
        return documents.dump(case.open_document())
    except (Unreadable, sealing.SealBroken):
        return None


def _hits(trial: RuleTrial, case: Case, document: dict[str, Any], pair: Pair) -> Iterator[TrialHit]:
    """What the change means to this filing, as if it came in on the day on which it did."""
    reported_on = timezone.localdate(case.reported_at)
    for hit in engine.hits([(case.pk, document)], before=pair.before, after=pair.after, today=reported_on):
        yield TrialHit(
            trial=trial,
            case=case,
            path=hit.path,
            item=paths.item_of(hit.path),
            code=hit.code.removeprefix("pack."),
            severity=hit.severity,
            kind=hit.kind,
        )


def note_failure(*, pk: int, now: datetime) -> None:
    """A slice could not be tried. The sweep tries it again; after three times an operator has to look."""
    trial = RuleTrial.objects.select_for_update().active().filter(pk=pk).first()
    if trial is None:
        return
    trial.failures, trial.touched_at = trial.failures + 1, now
    if trial.failures >= ATTEMPTS:
        _end(trial, TrialState.FAILED, now)
    trial.save()


def cancel(*, trial: RuleTrial, roles: frozenset[str], now: datetime) -> RuleTrial:
    """Stop a trial; what it has found so far stays. One that is over already stays as it is."""
    check_can_edit(packs.own(), roles)
    trial = RuleTrial.objects.select_for_update().get(pk=trial.pk)
    if trial.under_way:
        _end(trial, TrialState.CANCELLED, now)
        trial.save()
        audit.record(verb="rules.cancel", subject=trial, after={"checked": trial.checked})
    return trial


def _end(trial: RuleTrial, state: TrialState, now: datetime) -> None:
    trial.state, trial.touched_at, trial.finished_at = state, now, now
