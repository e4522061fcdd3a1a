"""The worker's part: take what is due in one short scope, ask outside any transaction, store each answer in a short scope of its own.

Workers may do this side by side: a question is leased to one of them, and an answer counts only while the row is as it was taken.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

from beian import audit
from beian.people import keys, scope
from beian.people.scope import Actor, Reach
from verification.sources import addresses, asking, breaker, telling, wire
from verification.sources.adapters import SOURCES, Answer
from verification.sources.models import ANSWERED, UNCONNECTED, SourceCheck, SourceCheckQuerySet, State
from verification.sources.schedule import pause_after

log = logging.getLogger(__name__)
BATCH, SIDE_BY_SIDE = 16, 8
MOST_FORWARD = 1000
LEASE = timedelta(minutes=1)  # longer than a batch can take: two turns of three tries
ASKER = Actor.service("sources")


@dataclass(frozen=True)
class Taken:
    """A question that this worker holds until its lease ends; `attempt` tells its own try from a later one."""

    pk: int
    attempt: int
    asked: wire.Asked


def batch(node: str, *, now: datetime) -> int:
    """Ask what is due at a node, a batch of it, and tell of mismatches; how many rows were due. Outside any scope."""
    with scope.enter(node, Reach.STAFF, ASKER):
        due, taken = _take(now)
    for held, outcome in _exchange(taken):
        with scope.enter(node, Reach.STAFF, ASKER):
            _store(held, outcome, now)
    telling.tell(node, now=now)
    return due


def _take(now: datetime) -> tuple[int, list[Taken]]:
    """(how many are due, those that may be asked now, leased); the others are put off until their source may be asked."""
    waiting = SourceCheck.objects.due(now=now).order_by("next_try_at", "id")
    checks = list(waiting.select_for_update(skip_locked=True)[:BATCH])
    leaves = breaker.leaves({check.source for check in checks}, now=now)
    taken = []
    for check in checks:
        leave = leaves[check.source]
        if leave.many > 0 and (held := _lease(check, now)):
            leave.many -= 1
            taken.append(held)
        elif check.sealed is not None:
            _put_off(check, "away", leave.until)
    fields = ["state", "words", "sealed", "attempts", "next_try_at"]
    SourceCheck.objects.bulk_update(checks, fields)
    return len(checks), taken


def _lease(check: SourceCheck, now: datetime) -> Taken | None:
    """The question in this worker's hands, or None where it cannot be asked at all: then it is closed."""
    try:
        values = asking.unseal(check)
    except keys.Unreadable:
        _close(check, "unreadable")
        return None
    if not addresses.connected(check.source):
        _close(check, UNCONNECTED)
        return None
    check.attempts, check.next_try_at = check.attempts + 1, now + LEASE
    asked = wire.Asked(check.uuid, check.source, addresses.address(check.source), values)
    return Taken(check.pk, check.attempts, asked)


def _exchange(taken: list[Taken]) -> Iterator[tuple[Taken, Answer | wire.NoAnswer]]:
    """Each question with what came of it, as it comes. No transaction is open, and the threads know no database."""
    if not taken:
        return
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="source") as pool:
        running = {pool.submit(_ask, held.asked): held for held in taken}
        for done in as_completed(running):
            yield running[done], done.result()


def _ask(asked: wire.Asked) -> Answer | wire.NoAnswer:
    try:
        return wire.ask(asked)
    except wire.NoAnswer as failure:
        return failure


def _store(held: Taken, outcome: Answer | wire.NoAnswer, now: datetime) -> None:
    check = _held(held).select_for_update().first()
    if check is None:  # asked anew, corrected, or answered meanwhile
        return
    if isinstance(outcome, Answer):
        _answered(check, outcome, now)
    else:
        _missed(check, outcome, now)
    fields = ["state", "words", "sealed", "next_try_at", "answered_at", "reference", "told_at", "late"]
    check.save(update_fields=fields)


def _held(held: Taken) -> SourceCheckQuerySet:
    """The row, if it is still this worker's."""
    return SourceCheck.objects.filter(pk=held.pk, attempts=held.attempt, sealed__isnull=False)


def _answered(check: SourceCheck, answer: Answer, now: datetime) -> None:
    """What the source said; the asked values are erased. A mismatch that stands is told of once."""
    earlier = check.state
    check.state, check.words = SOURCES[check.source].read(answer)
    check.sealed, check.next_try_at, check.answered_at, check.reference = None, None, now, answer.reference
    if check.state != State.MISMATCH:
        check.told_at, check.late = None, False
    after = {"source": check.source, "item": check.item, "result": check.state, "reference": check.reference}
    audit.record(
        verb="source.answer", subject=("application", check.application), before={"result": earlier}, after=after
    )
    if breaker.note_success(check.source):
        _bring_forward(check.source, now)


def _bring_forward(source: str, now: datetime) -> None:
    """It is back: what waits for it is due at once; rows that another worker holds just now are not waited for."""
    waiting = SourceCheck.objects.filter(source=source, state=State.UNAVAILABLE, next_try_at__gt=now)
    free = waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)[:MOST_FORWARD]
    SourceCheck.objects.filter(pk__in=list(free)).update(next_try_at=now)


def _missed(check: SourceCheck, failure: wire.NoAnswer, now: datetime) -> None:
    """No answer: the desk goes on, and the question is put again by the schedule until that ends."""
    log.warning("no answer from a source: %s", failure)
    pause = pause_after(check.attempts)
    if pause is None:
        _close(check, "given_up")
    else:
        _put_off(check, failure.reason, now + pause)
    if not isinstance(failure, wire.Refused):
        breaker.note_failure(check.source, failure.tries, now=now)


def _put_off(check: SourceCheck, reason: str, until: datetime) -> None:
    check.next_try_at = until
    if check.state not in ANSWERED:
        check.state, check.words = State.UNAVAILABLE, [reason]


def _close(check: SourceCheck, reason: str) -> None:
    check.sealed, check.next_try_at = None, None
    if check.state not in ANSWERED:
        check.state, check.words = State.UNAVAILABLE, [reason]
