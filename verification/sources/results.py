"""What the sources say of a document as it reads now: for the desk's page, the verbs that ask leave, and the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from beian.filing.documents import FilingDocument
from beian.pages import reading
from verification.sources import asking
from verification.sources.adapters import SOURCES, Question
from verification.sources.models import UNCONNECTED, SourceCheck, State

TONES = {
    State.ASKED: "info",
    State.MATCH: "success",
    State.MISMATCH: "danger",
    State.UNKNOWN: "warning",
    State.UNAVAILABLE: "warning",
}
# Why there is no answer; what differs is said by the source's own parts.
REASONS = {
    UNCONNECTED: gettext_lazy("未接入"),
    "away": gettext_lazy("信息源没有响应，稍后自动复核"),
    "refused": gettext_lazy("信息源拒绝了查询，稍后自动复核"),
    "untrusted": gettext_lazy("信息源的答复无法采信，稍后自动复核"),
    "unreadable": gettext_lazy("暂存的查询内容无法读取，请重新查询"),
    "given_up": gettext_lazy("信息源长期没有响应，已停止自动复核"),
}


class Standing(NamedTuple):
    """What is known of one item: `state` asked, match, mismatch, unknown or unavailable; `at` when that was said, None where nobody answered."""

    source: str
    item: str
    label: str
    state: str
    at: datetime | None
    words: str

    @property
    def source_label(self) -> str:
        return label_of(self.source)

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def tone(self) -> str:
        return TONES[State(self.state)]


def standing(application: UUID, round: int, document: FilingDocument) -> list[Standing]:
    """Every item that a source answers for, in desk order; one that was never asked stands as `asked` without a time."""
    asked = asking.wanted(application, document)
    checks = {check.digest: check for check in SourceCheck.objects.of(application, round).defer("sealed")}
    return [_line(question, checks.get(digest)) for digest, question in asked.items()]


def mismatches(application: UUID, round: int, document: FilingDocument) -> list[Standing]:
    """What a source says is not so: nothing is signed over it (P10 二(二)1(5): 不一致不予受理)."""
    return [one for one in standing(application, round, document) if one.state == State.MISMATCH]


def facts(application: UUID, round: int, document: FilingDocument) -> list[dict[str, Any]]:
    """The same for the report, in Chinese and without any personal value: source, source_label, item, label, state, state_label, at, words."""
    with override("zh-hans"):
        return [_fact(one) for one in standing(application, round, document)]


def label_of(source: str) -> str:
    """The source as the screens name it."""
    return str(SOURCES[source].label) if source in SOURCES else source


def words_of(source: str, codes: Iterable[str]) -> str:
    """What differs, or why there is no answer, in words."""
    parts = SOURCES[source].parts if source in SOURCES else {}
    known = (parts.get(code) or REASONS.get(code) for code in codes)
    return "；".join(str(words) for words in known if words)


def said(check: SourceCheck) -> str:
    """The words of one check."""
    return said_of(check.state, check.source, check.words)


def said_of(state: str, source: str, codes: Iterable[str]) -> str:
    """The words of a result, however it came here."""
    words = words_of(source, codes)
    return words if words or state != State.MISMATCH else _("与信息源的登记不一致")


def _line(question: Question, check: SourceCheck | None) -> Standing:
    label = reading.label_of(question.item)
    if check is None:
        return Standing(question.source, question.item, label, State.ASKED.value, None, "")
    return Standing(question.source, question.item, label, check.state, check.answered_at, said(check))


def _fact(one: Standing) -> dict[str, Any]:
    return {
        "source": one.source,
        "source_label": one.source_label,
        "item": one.item,
        "label": one.label,
        "state": one.state,
        "state_label": one.state_label,
        "at": one.at.isoformat() if one.at else "",
        "words": one.words,
    }


def summary(lines: Sequence[Standing]) -> dict[str, int]:
    """How many stand in each state, for a page's heading."""
    return {state: sum(line.state == state for line in lines) for state in State.values}
