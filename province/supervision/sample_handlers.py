"""Samples on their way: our own come back to us; those of other bureaus pass to our providers and back, and their results stay here too."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from beian import audit
from beian.evidence.manifest import adopt
from beian.exchange import Message, Outgoing, Rejection, handles, on_rejected, send_many
from beian.people import scope
from beian.people.nodes import MINISTRY, code_of
from province.supervision import samples
from province.supervision.inspections import HeardSample, Sample, SampleItem
from province.supervision.tallies import providers
from verification.sampling.told import Answered, Body, Result, Shown, Wanted


class NotOnItsWay(ValueError):
    """From somebody who has no say in it, or about a sample that does not fit: parked, and an officer looks at it."""


@handles("sheet.wanted", body=Wanted)
def take_wanted(messages: list[Message]) -> None:
    """Another bureau wants to see what a provider of ours has kept."""
    _check_downward(messages)
    send_many(_passed_on(message, f"provider:{message.body.provider}") for message in messages)


@handles("sheet.shown", body=Shown)
def take_shown(messages: list[Message]) -> None:
    """A provider shows what it has kept: to us, or to the bureau that asked."""
    asked_here = [_for_us(message) for message in messages]
    others = [message for message, own in zip(messages, asked_here, strict=True) if not own]
    send_many(_passed_on(message, MINISTRY) for message in others)
    for message, own in zip(messages, asked_here, strict=True):
        if own:
            _shown(message)


def _shown(message: Message) -> None:
    """Whatever was shown of an item of ours that is still open; what is not asked for (any more) is left alone."""
    body = message.body
    items = SampleItem.objects.filter(sample__uuid=body.sample, application=message.key)
    item = items.select_related("sample").select_for_update(of=("self",)).first()
    if item is None or item.sample.provider != body.provider:
        raise NotOnItsWay(f"{body.provider} shows {message.key}, which sample {body.sample} does not hold")
    if item.sample.closed or item.finding:
        return
    entries = [entry for entry in body.evidence if entry.purpose in samples.KEPT]
    files = adopt(entries, sender=f"provider:{body.provider}", application=UUID(message.key))
    papers = [file.uuid for file in files] if any(file.purpose == samples.SHEET for file in files) else []
    samples.show(item=item, papers=papers, missing=body.missing, now=timezone.now())


@handles("sample.result", body=Result)
def take_result(messages: list[Message]) -> None:
    """Another bureau has read sheets of a provider of ours: we keep the result, and the provider gets it (P10 三(二))."""
    _check_downward(messages)
    HeardSample.objects.bulk_create([_heard(message.body) for message in messages], ignore_conflicts=True)
    send_many(_passed_on(message, f"provider:{message.body.provider}") for message in messages)


def _heard(body: Result) -> HeardSample:
    names = ("asker", "provider", "provider_name", "month", "total", "size", "failed", "closed_at")
    result = {"low": body.low / 10, "high": body.high / 10, "causes": dict(body.causes), "seed": body.seed}
    return HeardSample(uuid=body.sample, result=result, **{name: getattr(body, name) for name in names})


@handles("sample.answered", body=Answered)
def take_answered(messages: list[Message]) -> None:
    """What a provider says to a result."""
    for message in messages:
        body = message.body
        if _for_us(message):
            sample = Sample.objects.select_for_update().filter(uuid=body.sample, provider=body.provider).first()
            if sample is None:
                raise NotOnItsWay(f"{body.provider} answers to sample {body.sample}, which is not ours")
            samples.note_answer(sample=sample, text=body.text, by=body.by, at=body.at)
        else:
            HeardSample.objects.filter(uuid=body.sample, provider=body.provider, answer="").update(answer=body.text)
    send_many(_passed_on(message, MINISTRY) for message in messages if not _asked_here(message.body))


def _check_downward(messages: list[Message]) -> None:
    """From another bureau, through the ministry, about providers of ours."""
    ours = set(providers().values_list("name", flat=True))
    for message in messages:
        if message.sender != MINISTRY or f"provider:{message.body.provider}" not in ours:
            raise NotOnItsWay(f"{message.sender} sends {message.kind} about {message.body.provider}")


def _for_us(message: Message) -> bool:
    """Whether we asked. Upward words come from a provider of ours about itself, or through the ministry to whoever asked."""
    body = message.body
    asked_here = _asked_here(body)
    if message.sender == MINISTRY:
        fits = asked_here
    else:
        ours = body.provider_province == code_of(scope.current().node)
        fits = ours and message.sender == f"provider:{body.provider}"
    if not fits:
        raise NotOnItsWay(f"{message.sender} sends {message.kind} about {body.provider}")
    return asked_here


def _asked_here(body: Body) -> bool:
    return body.asker == scope.current().node


def _passed_on(message: Message, receiver: str) -> Outgoing:
    return Outgoing(receiver, message.kind, message.key, message.body, message.round, message.revision)


@on_rejected("sheet.wanted")
@on_rejected("sheet.shown")
@on_rejected("sample.result")
@on_rejected("sample.answered")
def not_heard(rejection: Rejection) -> None:
    """The next node would not have it: the record says why; what was wanted stays open and is marked when its time is over."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="sample.not_heard", subject=("sample", rejection.message.body.sample), after=told)
