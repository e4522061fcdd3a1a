"""A source of a provider's has found, after the signature, that a value is not so (P10 二(二)1(5)): whoever reviews the filing sees it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from beian import audit, exchange
from beian.exchange import Message, handles
from beian.pages import reading
from beian.people.nodes import MINISTRY
from province.cases.models import Case
from verification.sources.messages import KIND, Mismatch
from verification.sources.results import label_of

CODE = "source.mismatch"
ARTICLE = "P10 二(二)1(5)"


class NotItsToTell(ValueError):
    """Neither the filing's own provider nor, for a subject served elsewhere, the ministry."""


@handles(KIND, body=Mismatch)
def take_mismatch(messages: list[Message]) -> None:
    """Note each at its case, and pass on what another province reviews. One about an earlier round changes nothing."""
    for message in messages:
        case = Case.objects.select_for_update().filter(application=message.key, round=message.round).first()
        if case is None:
            continue
        if message.sender not in (f"provider:{case.provider}", MINISTRY):
            raise NotItsToTell(f"{message.sender} has no say in {message.kind} of {message.key}")
        note(case=case, mismatch=message.body)
        if not case.decides_here and message.sender != MINISTRY:
            _pass_on(message)


def note(*, case: Case, mismatch: Mismatch) -> None:
    """A warning beside the item, and a line in the case's history; told twice, it is noted once."""
    found = _finding(mismatch)
    if found in case.findings:
        return
    case.findings = [*case.findings, found]
    case.save(update_fields=["findings"])
    after = {"item": mismatch.item, "source": mismatch.source, "reason": found["text"]}
    audit.record(verb="case.source_mismatch", subject=("application", case.application), after=after)


def _finding(mismatch: Mismatch) -> dict[str, str]:
    """As the automatic check words its own; in Chinese, since it is kept."""
    with override("zh-hans"):
        words = {"source": label_of(mismatch.source), "label": reading.label_of(mismatch.item), "words": mismatch.words}
        text = _("签署核验单之后，信息源“%(source)s”复核发现“%(label)s”不一致：%(words)s。") % words
        suggestion = _("请服务商与主办者核实，必要时退回重新核验。")
    return {
        "item": mismatch.item,
        "code": CODE,
        "text": text,
        "suggestion": suggestion,
        "article": ARTICLE,
        "severity": "warn",
    }


def _pass_on(message: Message) -> None:
    exchange.send(
        receiver=MINISTRY,
        kind=message.kind,
        key=message.key,
        round=message.round,
        revision=message.revision,
        body=message.body.model_dump(mode="json"),
    )
