"""Results of samples that bureaus drew from our kept sheets: taken in, shown, answered once (M12)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit, exchange
from beian.exchange import Message, Rejection, handles, on_rejected
from beian.people import scope
from beian.people.models import Node, User
from beian.people.nodes import code_of
from provider.organisation.handlers import NotForUs, own_bureau
from provider.organisation.models import SampleResult
from verification.sampling.told import Answered, Result


class Answerless(ValueError):
    """It cannot be answered (again); str() is the sentence for the provider's people."""


@handles("sample.result", body=Result)
def take_results(messages: list[Message]) -> None:
    """Keep them; one that came already stays as it is."""
    bureau, code, now = own_bureau(), code_of(scope.current().node), timezone.now()
    for message in messages:
        if message.sender != bureau or message.body.provider != code:
            raise NotForUs(f"{message.sender} tells {code} of a sample of {message.body.provider}")
    SampleResult.objects.bulk_create([_row(message.body, now) for message in messages], ignore_conflicts=True)
    for message in messages:
        after = {"asker": message.body.asker, "size": message.body.size, "failed": message.body.failed}
        audit.record(verb="sample.told", subject=("sample", message.body.sample), after=after)


def _row(body: Result, now: datetime) -> SampleResult:
    names = ("asker", "month", "seed", "total", "size", "failed", "closed_at")
    told = {name: getattr(body, name) for name in names} | {"low": body.low / 10, "high": body.high / 10}
    items = [item.model_dump(mode="json") for item in body.items]
    return SampleResult(uuid=body.sample, items=items, received_at=now, **told)


def check_can_answer(result: SampleResult) -> None:
    """Raises the sentence that stands in place of the form."""
    if result.answered_at is not None:
        raise Answerless(_("已经答复过。"))


def answer(*, result: SampleResult, text: str, by: User, now: datetime) -> SampleResult:
    """Say something to the result, once; it goes to the bureau that drew the sample."""
    result = SampleResult.objects.select_for_update().get(pk=result.pk)
    check_can_answer(result)
    result.answer, result.answered_by, result.answered_at = text, by, now
    result.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(verb="sample.answer", subject=("sample", result.uuid), after={"text": text})
    own = Node.objects.get(name=scope.current().node)
    body = Answered(
        asker=result.asker,
        provider=code_of(own.name),
        provider_province=own.province,
        sample=result.uuid,
        text=text,
        by=by.name,
        at=now,
    )
    exchange.send(receiver=own_bureau(), kind="sample.answered", key=result.uuid, revision=1, body=body)
    return result


@on_rejected("sample.answered")
def not_heard(rejection: Rejection) -> None:
    """The bureau would not take the answer: the record says why."""
    told = {"by": rejection.by, "reason": rejection.reason}
    audit.record(verb="sample.not_heard", subject=("sample", rejection.message.key), after=told)
