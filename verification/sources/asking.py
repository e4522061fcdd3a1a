"""Asking: which values of a document are to be checked against their source, each once per round; the exchange itself is a worker's (B8)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from beian import audit
from beian.filing.canonical import canonical
from beian.filing.documents import FilingDocument
from beian.people import bell, keys, scope
from verification.sources import adapters, addresses
from verification.sources.adapters import Question
from verification.sources.models import ANSWERED, UNCONNECTED, SourceCheck, State


def ask(*, application: UUID, round: int, document: FilingDocument, by: str, now: datetime) -> list[SourceCheck]:
    """The checks of this document's values, in its order; those not asked yet are asked now. Safe to repeat: a value is asked once per round.

    A value corrected since is asked for no longer. A source that is not connected is `unavailable`, and is asked as soon as it is connected.
    """
    asked = wanted(application, document)
    checks = _checks(application, round)
    _supersede([check for digest, check in checks.items() if digest not in asked], now)
    opened = _revive([checks[digest] for digest in asked if digest in checks], asked, by, now)
    fresh = [_new(application, round, digest, asked[digest], by, now) for digest in asked if digest not in checks]
    if fresh:
        SourceCheck.objects.bulk_create(fresh, ignore_conflicts=True)  # another desk may have been faster
        checks = _checks(application, round)
    _ring(application, opened + [check for check in fresh if check.sealed is not None])
    return [checks[digest] for digest in asked]


def ask_again(*, application: UUID, round: int, document: FilingDocument, by: str, now: datetime) -> list[SourceCheck]:
    """Ask anew whatever has not been found to agree. What was said last stands until there is another answer."""
    checks = ask(application=application, round=round, document=document, by=by, now=now)
    asked = wanted(application, document)
    doubtful = [check for check in checks if check.state not in (State.MATCH, State.ASKED)]
    again = [check for check in doubtful if addresses.connected(check.source)]
    for check in again:
        _open(check, asked[check.digest], by, now)
    _save(again)
    _ring(application, again)
    return checks


def wanted(application: UUID, document: FilingDocument) -> dict[str, Question]:
    """Digest → question, for every value of the document that some source knows."""
    return {digest_of(application, question): question for question in adapters.questions(document)}


def digest_of(application: UUID, question: Question) -> str:
    """Keyed digest of the asked values, bound to the application, 64 hex digits."""
    return keys.digest("source", str(application), question.source, canonical(question.values).decode()).hex()


def seal(check: SourceCheck, question: Question) -> bytes:
    """The asked values, encrypted by this node for this row alone."""
    return keys.encrypt(json.dumps(question.values, ensure_ascii=False).encode(), check.context)


def unseal(check: SourceCheck) -> dict[str, str]:
    return json.loads(keys.decrypt(bytes(check.sealed), check.context))


def _checks(application: UUID, round: int) -> dict[str, SourceCheck]:
    return {check.digest: check for check in SourceCheck.objects.of(application, round)}


def _supersede(checks: Iterable[SourceCheck], now: datetime) -> None:
    """Values that stand in the document no longer: what was open about them is closed and erased."""
    gone = [check.pk for check in checks if check.superseded_at is None]
    if gone:
        SourceCheck.objects.filter(pk__in=gone).update(superseded_at=now, sealed=None, next_try_at=None)


def _revive(checks: Iterable[SourceCheck], asked: dict[str, Question], by: str, now: datetime) -> list[SourceCheck]:
    """A value that came back, or whose source has been connected since; those that are open again."""
    changed, opened = [], []
    for check in checks:
        closed = check.sealed is None and check.state not in ANSWERED and addresses.connected(check.source)
        if closed:
            _open(check, asked[check.digest], by, now)
            opened.append(check)
        if closed or check.superseded_at is not None:
            check.superseded_at = None
            changed.append(check)
    _save(changed)
    return opened


def _new(application: UUID, round: int, digest: str, question: Question, by: str, now: datetime) -> SourceCheck:
    check = SourceCheck(
        application=application,
        round=round,
        source=question.source,
        item=question.item,
        digest=digest,
        state=State.ASKED,
    )
    if addresses.connected(check.source):
        _open(check, question, by, now)
    else:
        check.state, check.words, check.asked_at, check.asked_by = State.UNAVAILABLE, [UNCONNECTED], now, by
    return check


def _open(check: SourceCheck, question: Question, by: str, now: datetime) -> None:
    """Put the question (again): due at once. One that has an answer keeps it until the next."""
    if check.sealed is None:
        check.sealed, check.attempts = seal(check, question), 0
    check.item, check.next_try_at, check.asked_at, check.asked_by = question.item, now, now, by


def _save(checks: list[SourceCheck]) -> None:
    names = ["superseded_at", "item", "sealed", "attempts", "next_try_at", "asked_at", "asked_by"]
    SourceCheck.objects.bulk_update(checks, names)


def _ring(application: UUID, checks: list[SourceCheck]) -> None:
    """Who asked what, for the record, and a ring for the worker."""
    if checks:
        after = {"sources": sorted({check.source for check in checks}), "items": [check.item for check in checks]}
        audit.record(verb="source.ask", subject=("application", application), after=after)
        bell.ring("sources.query", scope.current().node)
