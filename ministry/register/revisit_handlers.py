"""A stopped access on its way from the provider's province to the subject's (R12(4)). The ministry keeps no list of its own of them."""

from __future__ import annotations

from pydantic import Field

from beian import audit
from beian.exchange import Message, Outgoing, Rejection, handles, on_rejected, send_many
from beian.people.nodes import code_of, province_node
from ministry.register.bodies import Body, Provider, ProvinceCode


class WrongSender(ValueError):
    """A province that tells of another province's provider: parked, and an officer looks at it."""


class Refused(Body):
    """What the ministry reads to pass it on."""

    state: str = Field(max_length=20)
    subject_province: str = ProvinceCode
    provider: Provider


@handles("revisit.refused", body=Refused)
def take_refused(messages: list[Message]) -> None:
    """On to the province of the subject, in the provider's own words."""
    for message in messages:
        if code_of(message.sender) != message.body.provider.province:
            raise WrongSender(f"{message.sender} told of a provider of {message.body.provider.province}")
    send_many([_onwards(message) for message in messages])


def _onwards(message: Message) -> Outgoing:
    body = message.body.model_dump(mode="json")
    receiver = province_node(message.body.subject_province)
    return Outgoing(receiver, message.kind, message.key, body, message.round, message.revision)


@on_rejected("revisit.refused")
def not_heard(rejection: Rejection) -> None:
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="revisit.not_heard", subject=("application", rejection.message.key), after=told)
