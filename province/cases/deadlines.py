"""The due dates of cases: counted anew when calendar or clocks change, mirrored from whoever holds the pen, marked once they have passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from beian import exchange
from beian.editions import on_edition, overdue
from beian.editions.models import Edition
from beian.editions.shifts import TABLES, Told, Waiting, follow, recent, recount
from beian.exchange import Message, Outgoing
from beian.people import scope
from beian.people.nodes import MINISTRY, code_of
from province.cases.models import Case

# Whose pen a province holds (flows.md's "An application's life"): the provider's until the review begins, the subject's from then on.
CASES = Waiting(
    table="province_case",
    key="application",
    name="waiting.subject_name",
    pen="(waiting.state = 'reported' OR waiting.relation = 'subject' AND waiting.state IN ('under_review', 'awaiting_opinion', 'approved'))",
)
_ROUTE = ("application", "relation", "provider", "provider_province", "round", "revision", "state")
DECIDING = ("under_review", "awaiting_opinion", "approved")


class NotItsDate(ValueError):
    """A due date from somebody who does not hold the pen of that state: parked, and an officer looks at it."""


@on_edition(*TABLES, tier="province")
def recompute(edition: Edition, now: datetime) -> None:
    """A new calendar, or new clocks: open due dates are counted anew, and the others who show them are told."""
    tell(edition, recount(CASES, edition, now))


def recompute_again(*, now: datetime) -> None:
    """One more look at what was moved while the last editions were taken."""
    for edition in recent(now):
        tell(edition, recount(CASES, edition, now, again=True))


def tell(edition: Edition, moved: Mapping[int, date]) -> None:
    """Along the way that the move itself was told: to the provider at home, else by way of the ministry."""
    cases = Case.objects.only(*_ROUTE).filter(pk__in=moved).order_by("id")
    exchange.send_many(_outgoing(case, edition, moved[case.pk]) for case in cases)


def _outgoing(case: Case, edition: Edition, due: date) -> Outgoing:
    receiver = f"provider:{case.provider}" if _serves(case) else MINISTRY
    body = {"state": case.state, "due": due, "edition": edition.name, "version": edition.version}
    return Outgoing(receiver, "filing.due", str(case.application), body, case.round, case.revision)


def _serves(case: Case) -> bool:
    """Whether the provider is one of this province's."""
    return case.provider_province == code_of(scope.current().node)


def take(messages: list[Message], now: datetime) -> None:
    """Follow due dates that others moved, and pass each on towards whoever else shows it."""
    known = _known(messages)
    told = [(message, known[message.key]) for message in messages if message.key in known]
    for message, case in told:
        check_sender(message, case)
    follow(CASES, [_told(message) for message, _case in told], now)
    exchange.send_many(_passed_on(message, case) for message, case in told if not case.decides_here)


def _known(messages: list[Message]) -> dict[str, Case]:
    cases = Case.objects.only(*_ROUTE).filter(application__in=[message.key for message in messages])
    return {str(case.application): case for case in cases}


def check_sender(message: Message, case: Case) -> None:
    """The deciding province speaks of the review, by way of the ministry; the provider's side of what it has back."""
    sender, state = message.sender, message.body.state
    if case.decides_here:
        legal = state == "returned" and sender == (f"provider:{case.provider}" if _serves(case) else MINISTRY)
    else:
        legal = (
            sender == MINISTRY and state in DECIDING or sender == f"provider:{case.provider}" and state == "returned"
        )
    if not legal:
        raise NotItsDate(f"{sender} has no say in the due date of {case.application} while it is {state}")


def _told(message: Message) -> Told:
    body = message.body
    return Told(
        message.key, message.round, message.revision, body.state, body.due, edition=body.edition, version=body.version
    )


def _passed_on(message: Message, case: Case) -> Outgoing:
    """Only the provider's province stands between two others: down to the provider, up to the ministry."""
    receiver = f"provider:{case.provider}" if message.sender == MINISTRY else MINISTRY
    body = message.body.model_dump(mode="json")
    return Outgoing(receiver, message.kind, message.key, body, message.round, message.revision)


def keep(*, now: datetime) -> None:
    """What the clock does at a province from time to time; done twice, it changes nothing."""
    recompute_again(now=now)
    overdue.mark(Case.objects.overdue(timezone.localdate(now)))
