"""What the provider is told of itself from above: which backdrops are its own, and what bureaus found in its kept sheets."""

from __future__ import annotations

from beian import audit
from beian.exchange import Message, Outgoing, Rejection, handles, on_rejected, send_many
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import code_of, province_node
from verification.photo import backdrops
from verification.photo.told import BackdropHeld, BackdropTold


class NotForUs(ValueError):
    """About somebody else, or not by way of our own bureau: parked, and an officer looks at it."""


def own_bureau() -> str:
    """The node of the province that supervises this provider."""
    return province_node(Node.objects.values_list("province", flat=True).get(name=scope.current().node))


@handles("backdrop.issued", body=BackdropTold)
@handles("backdrop.revoked", body=BackdropTold)
def take_backdrops(messages: list[Message]) -> None:
    """The support centre gave us backdrops, or took some back; it hears that we know."""
    bureau, code = own_bureau(), code_of(scope.current().node)
    for message in messages:
        body = message.body
        if message.sender != bureau or body.provider != code:
            raise NotForUs(f"{message.sender} tells {code} of a backdrop of {body.provider}")
        backdrops.hold(number=body.number, issued_on=body.issued_on, revoked_on=body.revoked_on)
        after = {"revoked": body.revoked_on is not None, "reason": body.reason}
        audit.record(verb="backdrop.told", subject=("backdrop", body.number), after=after)
    send_many(_held(message, bureau) for message in messages)


def _held(message: Message, bureau: str) -> Outgoing:
    held = BackdropHeld(provider=message.body.provider, number=message.body.number)
    return Outgoing(bureau, "backdrop.held", message.key, held, revision=message.revision)


@on_rejected("backdrop.held")
def not_heard(rejection: Rejection) -> None:
    """The bureau would not pass it on: the number counts here all the same, and the record says what happened."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="backdrop.not_heard", subject=("backdrop", rejection.message.key), after=told)
