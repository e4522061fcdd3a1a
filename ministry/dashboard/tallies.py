"""Counts that provinces tell of their work and of their providers' (B21). The newest of each province counts."""

from __future__ import annotations

from beian import audit, exchange
from beian.exchange import Message, Outgoing, Rejection, handles, on_rejected
from beian.filing import tallies
from beian.people.models import Node
from beian.people.nodes import MINISTRY, code_of, tier_of
from ministry.dashboard.models import CarriedTally, ReviewTally

_TOLD = ("as_of", "revision", "under_review", "overdue", "junk")
_CARRIED = ("province", "name", "as_of", "waiting", "overdue", "left_unchecked", "under_review", "review_overdue")


class NotItsTally(ValueError):
    """Counts of somebody else's work: parked, and an officer looks at it."""


@handles("tally.summed", body=tallies.ProvinceTally, latest=True)
def take_summed(messages: list[Message]) -> None:
    """Keep the newest counts of each province, and with them the lines of its providers."""
    for message in messages:
        if tier_of(message.sender) != "province" or message.key != message.sender:
            raise NotItsTally(f"{message.sender} told of {message.key}")
    keep(messages)


def keep(messages: list[Message]) -> None:
    """A later moment takes the place of an earlier one, never the other way."""
    newest = {code_of(m.sender): m for m in sorted(messages, key=lambda message: message.revision)}
    known = ReviewTally.objects.select_for_update().filter(province__in=newest).order_by("province")
    held = dict(known.values_list("province", "revision"))
    taken = {code: newest[code] for code in sorted(newest) if newest[code].revision > held.get(code, -1)}
    ReviewTally.objects.bulk_create(
        [_row(code, message) for code, message in taken.items()],
        update_conflicts=True,
        unique_fields=["node", "province"],
        update_fields=list(_TOLD),
    )
    _carry(taken)


def _row(province: str, message: Message) -> ReviewTally:
    body = message.body
    return ReviewTally(
        province=province,
        as_of=body.as_of,
        revision=message.revision,
        under_review=body.under_review,
        overdue=body.overdue,
        junk=body.junk,
    )


def _carry(taken: dict[str, Message]) -> None:
    """The lines of these provinces' providers in place of the earlier ones; a provider is told of by its own province alone."""
    codes = [line.code for message in taken.values() for line in message.body.providers]
    homes = dict(Node.objects.filter(name__in=[f"provider:{code}" for code in codes]).values_list("name", "province"))
    CarriedTally.objects.filter(province__in=taken).delete()
    lines = {
        line.code: CarriedTally(province=province, provider=line.code, **line.model_dump(exclude={"code"}))
        for province, message in taken.items()
        for line in message.body.providers
        if homes.get(f"provider:{line.code}", province) == province
    }
    CarriedTally.objects.bulk_create(
        [lines[code] for code in sorted(lines)],
        update_conflicts=True,
        unique_fields=["node", "provider"],
        update_fields=list(_CARRIED),
    )


def want() -> int:
    """Ask every province for its counts now; how many were asked."""
    names = list(Node.objects.filter(tier="province").order_by("name").values_list("name", flat=True))
    exchange.send_many(Outgoing(name, "tally.wanted", name, {}) for name in names)
    audit.record(verb="tally.want", subject=("node", MINISTRY), after={"asked": len(names)})
    return len(names)


@on_rejected("tally.wanted")
def not_heard(rejection: Rejection) -> None:
    """A province that would not be asked stays late, and is shown so."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="tally.not_heard", subject=("node", rejection.by), after=told)
