"""Delivery: take one notice with a lease, hand it over outside any transaction, write what became of it.

Workers may do this side by side: a notice is taken by one of them. Where an answer is lost the gateway is asked before anything
is sent again; one that cannot answer gets the text at most once more (F40).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from beian.notices.adapters import adapter_for
from beian.notices.letters import CannotTell, InDoubt, Later, Letter, NotDelivered, Refused
from beian.notices.models import Notice, State
from beian.notices.sending import recipient_context, secret_context
from beian.notices.templates import SMS, TEMPLATES
from beian.people import keys, scope
from beian.people.scope import Actor, Reach

LEASE = timedelta(minutes=1)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
MOST_TRIES = 24  # about a day
AWAY = timedelta(seconds=30)  # how long a node leaves a gateway alone that does not answer
MOST_PER_HOUR = 20  # texts to one number, codes apart, which have their own limit
DELIVERER = Actor.service("notices")


@dataclass(frozen=True)
class Taken:
    """A notice that this worker holds until its lease ends; `attempt` tells its own try from a later one."""

    id: int
    attempt: int
    doubts: int
    letter: Letter


def deliver(node: str, *, now: datetime, most: int = 200) -> int:
    """Try what is due at a node, oldest first; how many were delivered. Stops where the gateway is away. Outside any scope."""
    delivered = 0
    for taken in _due(node, now, most):
        try:
            reference = _hand_over(taken)
        except NotDelivered as failure:
            _missed(node, taken, failure, now)
            if isinstance(failure, Later) and failure.away:
                break
        else:
            _close(node, taken, now, state=State.DELIVERED, reference=reference)
            delivered += 1
    return delivered


def _due(node: str, now: datetime, most: int) -> Iterator[Taken]:
    for _turn in range(most):
        with scope.enter(node, Reach.STAFF, DELIVERER):
            waiting = Notice.objects.due(now=now).order_by("next_try_at", "id")
            notice = waiting.select_for_update(skip_locked=True).first()
            taken = _take(notice, now) if notice else None
        if notice is None:
            return
        if taken is not None:
            yield taken


def _take(notice: Notice, now: datetime) -> Taken | None:
    """Lease the row, or put it off or give it up where it must not go out now."""
    if notice.expires_at is not None and notice.expires_at <= now:
        _give_up(notice, now, "expired before it could be delivered")
        return None
    if notice.state == State.SENDING:  # the worker that held it never told what happened
        notice.doubts += 1
    elif _flooded(notice, now):
        notice.next_try_at = now + PAUSES[2]
        notice.save(update_fields=["next_try_at"])
        return None
    notice.state, notice.attempts, notice.next_try_at = State.SENDING, notice.attempts + 1, now + LEASE
    notice.save(update_fields=["state", "attempts", "doubts", "next_try_at"])
    return Taken(notice.pk, notice.attempts, notice.doubts, _letter(notice))


def _flooded(notice: Notice, now: datetime) -> bool:
    """Whether the number has had enough for this hour."""
    if notice.channel != SMS or TEMPLATES[notice.template].lifetime is not None:
        return False
    lately = Notice.objects.filter(recipient_digest=notice.recipient_digest, closed_at__gt=now - timedelta(hours=1))
    return lately.filter(state=State.DELIVERED).count() >= MOST_PER_HOUR


def _letter(notice: Notice) -> Letter:
    template = TEMPLATES[notice.template]
    sealed = notice.secret_sealed
    secret = json.loads(keys.decrypt(bytes(sealed), secret_context(notice.uuid))) if sealed is not None else {}
    return Letter(
        uuid=notice.uuid,
        node=scope.current().node,
        channel=notice.channel,
        template=notice.template,
        to=keys.decrypt(bytes(notice.recipient_sealed), recipient_context(notice.uuid)).decode(),
        masked=notice.recipient_masked,
        title=template.title,
        text=template.render(notice.params, secret),
    )


def _hand_over(taken: Taken) -> str:
    """The gateway's reference, or one of NotDelivered's kinds. No transaction is open."""
    adapter = adapter_for(taken.letter.channel)
    if taken.doubts:
        try:
            reference = adapter.find(taken.letter)
        except CannotTell as silence:
            if taken.doubts > 1:  # it has been sent twice without an answer: never a third time
                raise Refused("delivery could not be confirmed") from silence
        else:
            if reference is not None:
                return reference
    return adapter.send(taken.letter)


def _missed(node: str, taken: Taken, failure: NotDelivered, now: datetime) -> None:
    """Write a failed try: given up, or the time of the next one."""
    if isinstance(failure, Refused) or taken.attempt >= MOST_TRIES:
        _close(node, taken, now, state=State.FAILED, trouble=str(failure))
        return
    with scope.enter(node, Reach.STAFF, DELIVERER):
        _held(taken).update(
            state=State.QUEUED,
            doubts=F("doubts") + int(isinstance(failure, InDoubt)),
            next_try_at=now + PAUSES[min(taken.attempt, len(PAUSES)) - 1],
            trouble=str(failure),
        )
        if isinstance(failure, Later) and failure.away:
            _leave_alone(taken.letter.channel, now)


def _leave_alone(channel: str, now: datetime) -> None:
    """The gateway is away: what is due for it waits a little, so that a queue of texts does not become a queue of time-outs."""
    Notice.objects.due(now=now).filter(channel=channel, state=State.QUEUED).update(next_try_at=now + AWAY)


def _close(node: str, taken: Taken, now: datetime, **outcome: str) -> None:
    """The end of a notice: its secret is erased, whether it was delivered or given up."""
    with scope.enter(node, Reach.STAFF, DELIVERER):
        _held(taken).update(closed_at=now, secret_sealed=None, **({"trouble": ""} | outcome))


def _give_up(notice: Notice, now: datetime, trouble: str) -> None:
    notice.state, notice.closed_at, notice.secret_sealed, notice.trouble = State.FAILED, now, None, trouble
    notice.save(update_fields=["state", "closed_at", "secret_sealed", "trouble"])


def _held(taken: Taken):
    """The row, if it is still this worker's: a lease that has run out may have passed to another."""
    return Notice.objects.filter(pk=taken.id, state=State.SENDING, attempts=taken.attempt)
