"""A provider stopped the access of an owner who would not update, or gave it back: kept here, and passed on towards the subject's province.

The way is that of every report: the provider, its own province, the ministry, the subject's province where that is another one (R12(4)).
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field, model_validator

from beian import audit
from beian.exchange import Message, Rejection, handles, on_rejected
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import MINISTRY, code_of
from beian.reference.dates import Day
from province.cases.handlers import WrongOffice, passed_on
from province.supervision.models import UpdateRefusal

Text = Annotated[str, Field(max_length=200)]
Province = Annotated[str, Field(pattern=r"\A[0-9]{2}\z")]


class Teller(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    code: Annotated[str, Field(pattern=r"\A[a-z0-9]{1,32}\z")]
    name: Text
    province: Province


class Refused(BaseModel):
    """Which filing, whose, and the four days: refused, warned until, stopped, and given back."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    state: Literal["stopped", "resumed"]
    number: Annotated[str, Field(min_length=1, max_length=40)]
    subject_name: Text = ""
    subject_province: Province
    provider: Teller
    refused_on: Day
    due_on: Day
    stopped_on: Day
    resumed_on: Day | None = None

    @model_validator(mode="after")
    def days_in_order(self) -> Refused:
        """Nobody's access is stopped before his warning has run out, nor given back before it was stopped."""
        if not self.refused_on <= self.due_on < self.stopped_on:
            raise ValueError("stopped before the warning ran out")
        if (self.state == "resumed") != (self.resumed_on is not None):
            raise ValueError("resumed with a day, stopped without one")
        return self


@handles("revisit.refused", body=Refused)
def take_refused(messages: list[Message]) -> None:
    """From a provider of ours: keep it, and tell the ministry where the subject is another province's. From the ministry: keep it."""
    here = code_of(scope.current().node)
    for message in messages:
        body = message.body
        _check_sender(message, here)
        if _keep(message) and message.sender != MINISTRY and body.subject_province != here:
            passed_on(message, MINISTRY)


def _check_sender(message: Message, here: str) -> None:
    """A provider tells of its own access alone; the ministry passes on what concerns a subject of ours."""
    body = message.body
    if message.sender == MINISTRY:
        if body.subject_province != here:
            raise WrongOffice(f"{message.key} belongs to province {body.subject_province}")
        return
    own = Node.objects.filter(name=message.sender, tier="provider", province=here).exists()
    if not own or message.sender != f"provider:{body.provider.code}" or body.provider.province != here:
        raise WrongOffice(f"{message.sender} told of {body.provider.code}")


def _keep(message: Message) -> bool:
    """The newest news of this filing stand; whether these were news."""
    application, body = UUID(message.key), message.body
    known = UpdateRefusal.objects.select_for_update().filter(application=application).first()
    if known is not None and (known.revision >= message.revision or known.provider != body.provider.code):
        return _not_newer(known, message)
    facts = body.model_dump(exclude={"provider"}) | {
        "provider": body.provider.code,
        "provider_name": body.provider.name,
        "revision": message.revision,
        "told_at": timezone.now(),
    }
    UpdateRefusal.objects.update_or_create(application=application, defaults=facts)
    after = {"state": body.state, "number": body.number, "provider": body.provider.code}
    audit.record(verb="revisit.refused", subject=("application", application), after=after)
    return True


def _not_newer(known: UpdateRefusal, message: Message) -> bool:
    if known.provider != message.body.provider.code:
        raise WrongOffice(f"{message.sender} told of {known.provider}'s filing {message.key}")
    return False


@on_rejected("revisit.refused")
def not_heard(rejection: Rejection) -> None:
    """The stop stands, whoever would not hear of it; the history says so, and an officer settles it with them."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="revisit.not_heard", subject=("application", rejection.message.key), after=told)
