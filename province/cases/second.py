"""The second look: a share of all decisions waits until another reviewer has agreed, and nothing of it leaves the bureau before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from beian import audit
from beian.people import keys, scope
from beian.people.models import User
from province.cases import transitions
from province.cases.models import Case
from province.cases.permissions import check_can_approve, check_can_look, check_can_send_back, check_lease
from province.cases.records import Decision, Outcome, SecondLook, SecondLookRate

PARTS = 2**32


class Stale(ValueError):
    """The rate was changed by somebody else meanwhile."""


def rate() -> int:
    """How many of a hundred decisions a second person looks at; none until the bureau says otherwise."""
    newest = _newest()
    return newest.percent if newest else 0


def _newest() -> SecondLookRate | None:
    return SecondLookRate.objects.filter(node=scope.current().node).order_by("-id").first()


def set_rate(*, percent: int, note: str, by: User, now: datetime, known: int | None = None) -> SecondLookRate:
    """Another rate, for decisions from now on. `known` is the line that the person saw; Stale where there is a newer one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"second look|{scope.current().node}"])
    newest = _newest()
    if known is not None and known != (newest.pk if newest else 0):
        raise Stale
    made = SecondLookRate.objects.create(percent=percent, note=note, set_by=by, set_at=now)
    before = {"percent": newest.percent if newest else 0}
    audit.record(verb="second_look.rate", subject=made, before=before, after={"percent": percent, "note": note})
    return made


def drawn(case: Case, percent: int) -> bool:
    """Whether this round of this case is looked at twice: the same answer whenever it is asked, and nobody outside can foretell it."""
    if percent <= 0:
        return False
    found = keys.digest("second look", str(case.application), str(case.round))
    return int.from_bytes(found[:4], "big") * 100 < percent * PARTS


def decide(
    *,
    case: Case,
    by: User,
    now: datetime,
    approves: bool,
    reasons: Sequence[dict] = (),
    read: int | None = None,
    opened: Collection[UUID] | None = None,
    leased: bool = False,
) -> Case:
    """A reviewer's word: carried out at once, or held for a second person where the draw says so.

    `leased` says that the page was opened under a claim, which must still hold; `read` and `opened` as `transitions.approve` has them.
    """
    case = transitions.locked(case)
    if leased:
        check_lease(case=case, by=by, now=now)
    if not drawn(case, rate()):
        if approves:
            return transitions.approve(case=case, by=by, now=now, read=read, opened=opened)
        return transitions.send_back(case=case, by=by, reasons=list(reasons), now=now, read=read)
    if approves:
        check_can_approve(case=case, by=by, now=now, read=read, opened=opened)
    else:
        check_can_send_back(case=case, by=by, now=now, reasons=list(reasons), read=read)
    return hold(case=case, by=by, now=now, approves=approves, reasons=reasons, opened=opened)


def hold(
    *,
    case: Case,
    by: User,
    now: datetime,
    approves: bool,
    reasons: Sequence[dict],
    opened: Collection[UUID] | None,
) -> Case:
    """Keep a checked decision of a locked case until somebody else has looked; its limit runs on."""
    papers = transitions.opened_papers(case, opened)
    look = SecondLook.objects.create(
        case=case,
        round=case.round,
        decision=Decision.APPROVE if approves else Decision.RETURN,
        reasons=[] if approves else list(reasons),
        opened=papers.get("opened", []),
        proposed_by=by,
        proposed_at=now,
    )
    case.second_look_since = now
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["second_look_since", "claimed_by", "claimed_until"])
    _record(case, "case.propose", {"decision": look.decision, "reasons": look.reasons} | papers)
    return case


def agree(
    *,
    case: Case,
    by: User,
    now: datetime,
    read: int | None = None,
    opened: Collection[UUID] | None = None,
    leased: bool = False,
) -> Case:
    """Another reviewer agrees: only now the decision counts and is sent on."""
    case = transitions.locked(case)
    if leased:
        check_lease(case=case, by=by, now=now)
    look = check_can_look(case=case, by=by, now=now, agrees=True, read=read, opened=opened)
    _close(look, Outcome.AGREED, by, now)
    case.second_look_since = None
    case.decided_by, case.decided_at = look.proposed_by, now
    noted = {"second": by.name} | transitions.opened_papers(case, opened)
    if look.approves:
        return transitions.carry_approval(case=case, now=now, noted=noted)
    return transitions.carry_return(case=case, reasons=look.reasons, now=now, noted=noted)


def disagree(*, case: Case, by: User, now: datetime, words: str, read: int | None = None, leased: bool = False) -> Case:
    """Another reviewer does not agree: back to review with his words. The limit has run on all the while."""
    case = transitions.locked(case)
    if leased:
        check_lease(case=case, by=by, now=now)
    look = check_can_look(case=case, by=by, now=now, agrees=False, read=read)
    look.words = words
    _close(look, Outcome.DISAGREED, by, now)
    case.second_look_since = case.claimed_by = case.claimed_until = None
    case.save(update_fields=["second_look_since", "claimed_by", "claimed_until"])
    _record(case, "case.disagree", {"decision": look.decision, "reason": words})
    return case


def _close(look: SecondLook, outcome: Outcome, by: User, now: datetime) -> None:
    look.outcome, look.seen_by, look.seen_at = outcome, by, now
    look.save(update_fields=["outcome", "seen_by", "seen_at", "words"])


def _record(case: Case, verb: str, after: dict) -> None:
    audit.record(verb=verb, subject=("application", case.application), after=after)
