"""Counts that come from this province's providers, and what the province makes of them and of its own cases for the ministry (B21)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from beian import audit, exchange
from beian.exchange import Message, Outgoing, Rejection, handles, on_rejected
from beian.filing import tallies
from beian.filing.tallies import ProviderLine, ProvinceTally, Wanted, revision
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import MINISTRY, code_of
from province.cases.models import Case, Relation
from province.supervision.models import ProviderTally

UNDER_REVIEW = ("under_review", "awaiting_opinion")


class NotItsTally(ValueError):
    """Counts of somebody else's work, or a question from somebody who has no right to it: parked, and an officer looks at it."""


@handles("tally.told", body=tallies.ProviderTally, latest=True)
def take_told(messages: list[Message]) -> None:
    """Keep the newest counts of each provider of ours."""
    ours = set(providers().values_list("name", flat=True))
    for message in messages:
        if message.sender not in ours or message.key != message.sender:
            raise NotItsTally(f"{message.sender} told of {message.key}")
    keep(_row(message) for message in messages)


def providers():
    """The providers that this province supervises, from the registry of nodes."""
    return Node.objects.filter(tier="provider", province=code_of(scope.current().node))


def _row(message: Message) -> ProviderTally:
    body = message.body
    return ProviderTally(
        provider=code_of(message.sender),
        as_of=body.as_of,
        revision=message.revision,
        standings=[standing.model_dump() for standing in body.standings],
        waiting=sum(standing.many for standing in body.standings),
        overdue=sum(standing.overdue for standing in body.standings),
        left_unchecked=body.left_unchecked,
    )


def keep(told: Iterable[ProviderTally]) -> None:
    """A later moment takes the place of an earlier one, never the other way."""
    newest = {row.provider: row for row in sorted(told, key=lambda row: row.revision)}
    known = ProviderTally.objects.select_for_update().filter(provider__in=newest).order_by("provider")
    held = dict(known.values_list("provider", "revision"))
    ProviderTally.objects.bulk_create(
        [newest[code] for code in sorted(newest) if newest[code].revision > held.get(code, -1)],
        update_conflicts=True,
        unique_fields=["node", "provider"],
        update_fields=["as_of", "revision", "standings", "waiting", "overdue", "left_unchecked"],
    )


@handles("tally.wanted", body=Wanted)
def take_wanted(messages: list[Message]) -> None:
    """The ministry asks now."""
    for message in messages:
        if message.sender != MINISTRY:
            raise NotItsTally(f"{message.sender} asks {scope.current().node} for its counts")
    tell(now=timezone.now())


def want() -> int:
    """Ask every provider of ours for its counts now; how many were asked."""
    names = list(providers().order_by("name").values_list("name", flat=True))
    exchange.send_many(Outgoing(name, "tally.wanted", name, {}) for name in names)
    audit.record(verb="tally.want", subject=("node", scope.current().node), after={"asked": len(names)})
    return len(names)


def count(*, now: datetime) -> ProvinceTally:
    """This province's reviews and a line per provider, in five statements however many there are."""
    today = timezone.localdate(now)
    cases = Case.objects.filter(relation=Relation.SUBJECT)
    waiting = cases.filter(state__in=UNDER_REVIEW)
    totals = waiting.aggregate(many=Count("id"), late=Count("id", filter=Q(due_on__lt=today)))
    return ProvinceTally(
        as_of=now,
        under_review=totals["many"],
        overdue=totals["late"],
        junk=cases.junk(today).count(),
        providers=_lines(waiting, today),
    )


def _lines(waiting, today) -> list[ProviderLine]:
    grouped = (
        waiting.order_by().values("provider").annotate(many=Count("id"), late=Count("id", filter=Q(due_on__lt=today)))
    )
    under = {row["provider"]: row for row in grouped}
    told = {row.provider: row for row in ProviderTally.objects.all()}
    titles = {code_of(name): title for name, title in providers().values_list("name", "title")}
    return [_line(code, title, told.get(code), under.get(code)) for code, title in sorted(titles.items())]


def _line(code: str, title: str, told: ProviderTally | None, under: dict | None) -> ProviderLine:
    own = {"many": 0, "late": 0} if under is None else under
    line = ProviderLine(code=code, name=title, under_review=own["many"], review_overdue=own["late"])
    if told is None:
        return line
    return line.model_copy(
        update={
            "as_of": told.as_of,
            "waiting": told.waiting,
            "overdue": told.overdue,
            "left_unchecked": told.left_unchecked,
        }
    )


def tell(*, now: datetime) -> None:
    """Tell the ministry; told twice, the later one counts."""
    node, body = scope.current().node, count(now=now)
    exchange.send(receiver=MINISTRY, kind="tally.summed", key=node, revision=revision(now), body=body)


@on_rejected("tally.wanted")
@on_rejected("tally.summed")
def not_heard(rejection: Rejection) -> None:
    """A question or counts that somebody would not hear change nothing here: the next ones say the same anew."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="tally.not_heard", subject=("node", rejection.message.key), after=told)
