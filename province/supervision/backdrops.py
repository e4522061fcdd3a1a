"""Backdrops on their way: from the support centre to a provider of this province, and the provider's word back (P10 二(二)1(4))."""

from __future__ import annotations

from beian import audit
from beian.exchange import Message, Outgoing, Rejection, handles, on_rejected, send_many
from beian.people import scope
from beian.people.nodes import MINISTRY
from province.supervision.tallies import providers
from verification.photo.told import BackdropHeld, BackdropTold


class NotOurs(ValueError):
    """About a provider of another province, or from somebody who has no say in it: parked, and an officer looks at it."""


@handles("backdrop.issued", body=BackdropTold)
@handles("backdrop.revoked", body=BackdropTold)
def take_backdrops(messages: list[Message]) -> None:
    """What the centre gave to providers of ours, or took back."""
    ours = set(providers().values_list("name", flat=True))
    for message in messages:
        if message.sender != MINISTRY or f"provider:{message.body.provider}" not in ours:
            raise NotOurs(f"{message.sender} tells of a backdrop of {message.body.provider}")
    send_many(_passed_on(message, f"provider:{message.body.provider}") for message in messages)


@handles("backdrop.held", body=BackdropHeld)
def take_held(messages: list[Message]) -> None:
    """A provider of ours knows its number: the centre hears of it."""
    ours = set(providers().values_list("name", flat=True))
    for message in messages:
        if message.sender not in ours or message.sender != f"provider:{message.body.provider}":
            raise NotOurs(f"{message.sender} tells of a backdrop of {message.body.provider}")
    send_many(_passed_on(message, MINISTRY) for message in messages)


@on_rejected("backdrop.issued")
@on_rejected("backdrop.revoked")
@on_rejected("backdrop.held")
def not_heard(rejection: Rejection) -> None:
    """The next node would not have it: the record says why, and the register shows it as unconfirmed."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="backdrop.not_heard", subject=("node", scope.current().node), after=told)


def _passed_on(message: Message, receiver: str) -> Outgoing:
    return Outgoing(receiver, message.kind, message.key, message.body, message.round, message.revision)
