"""Samples that one bureau draws of another bureau's providers pass through the ministry, which keeps nothing of them (P10 三(二))."""

from __future__ import annotations

from uuid import UUID

from beian import audit
from beian.exchange import Message, Outgoing, Rejection, handles, on_rejected, send_many
from beian.people.nodes import code_of, province_node
from ministry.register.models import Passage
from verification.sampling.told import Answered, Result, Shown, Wanted


class NotTheirSample(ValueError):
    """A bureau that asks about filings it does not decide on, or a word from somebody else: parked, and an officer looks at it."""


@handles("sheet.wanted", body=Wanted)
def take_wanted(messages: list[Message]) -> None:
    """A bureau may ask for sheets of filings whose subjects are its own."""
    concerned = Passage.objects.filter(application__in={message.key for message in messages})
    known = {str(passage.application): passage for passage in concerned.defer("document", "sealed", "wrapped_key")}
    for message in messages:
        passage, body = known.get(message.key), message.body
        own = passage is not None and passage.subject_province == code_of(body.asker)
        if (
            not own
            or passage is None
            or (passage.provider, passage.provider_province) != (body.provider, body.provider_province)
        ):
            raise NotTheirSample(f"{message.sender} wants to see {message.key}")
    _down(messages)


@handles("sample.result", body=Result)
def take_result(messages: list[Message]) -> None:
    """On to the bureau that supervises the provider."""
    _down(messages)


@handles("sheet.shown", body=Shown)
@handles("sample.answered", body=Answered)
def take_answers(messages: list[Message]) -> None:
    """Back to the bureau that asked."""
    for message in messages:
        if message.sender != province_node(message.body.provider_province):
            raise NotTheirSample(f"{message.sender} does not supervise {message.body.provider}")
    send_many(_passed_on(message, message.body.asker) for message in messages)


def _down(messages: list[Message]) -> None:
    for message in messages:
        if message.sender != message.body.asker:
            raise NotTheirSample(f"{message.sender} speaks for {message.body.asker}")
    send_many(_passed_on(message, province_node(message.body.provider_province)) for message in messages)


def _passed_on(message: Message, receiver: str) -> Outgoing:
    return Outgoing(receiver, message.kind, message.key, message.body, message.round, message.revision)


@on_rejected("sheet.wanted")
@on_rejected("sheet.shown")
@on_rejected("sample.result")
@on_rejected("sample.answered")
def not_heard(rejection: Rejection) -> None:
    """A bureau would not have it; the record says why."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="sample.not_heard", subject=("sample", UUID(str(rejection.message.body.sample))), after=told)
