"""What the desk found, as the report tells it: the photo's checks, what the sources said, who signed the agreement (B6 to B8, B12).

Reports of older systems say none of it; a word that is not known is shown as it was told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.pages import reading
from province.cases.models import Case
from province.cases.sheets import when
from verification.photo import sentences

VERDICTS = {
    "accept": (gettext_lazy("照片合格"), "success"),
    "warn": (gettext_lazy("照片有疑点，经核验员说明后采用"), "warning"),
    "reject": (gettext_lazy("照片不合格"), "danger"),
}
RESULTS = {
    "pass": (gettext_lazy("合格"), "success"),
    "doubt": (gettext_lazy("有疑点"), "warning"),
    "fail": (gettext_lazy("不合格"), "danger"),
}
# A source that has not answered is looked at again later; until then nobody knows.
STATES = {
    "match": (gettext_lazy("一致"), "success"),
    "mismatch": (gettext_lazy("不一致"), "danger"),
    "unknown": (gettext_lazy("查无记录"), "warning"),
    "unavailable": (gettext_lazy("待复核"), "warning"),
    "asked": (gettext_lazy("待复核"), "warning"),
}
CAPACITIES = {
    "legal_representative": gettext_lazy("法定代表人"),
    "authorised": gettext_lazy("受委托人（持授权书）"),
    "person": gettext_lazy("主办者本人"),
}


class PhotoCheck(NamedTuple):
    """One thing that was looked at: what was measured against which limit, and why a doubt was overruled, by whom."""

    label: str
    word: str
    tone: str
    measured: str
    text: str
    reason: str
    by: str


class Photo(NamedTuple):
    word: str
    tone: str
    backdrop: str
    checks: list[PhotoCheck]

    @property
    def doubts(self) -> list[PhotoCheck]:
        """What a reviewer looks at first."""
        return [check for check in self.checks if check.tone != "success"]


class Source(NamedTuple):
    """What one source said of one item."""

    source: str
    label: str
    word: str
    tone: str
    words: str
    at: str


def photo(case: Case) -> Photo | None:
    """The photo's verdict with every check; None where the report says nothing of it."""
    told = _facts(case).get("photo")
    if not isinstance(told, Mapping) or not told:
        return None
    word, tone = _known(VERDICTS, told.get("verdict"))
    overruled = told.get("overruled")
    reasons = overruled if isinstance(overruled, Mapping) else {}
    checks = [_check(one, reasons) for one in _rows(told.get("checks"))]
    return Photo(word, tone, str(told.get("backdrop") or ""), checks)


def _check(told: Mapping[str, Any], reasons: Mapping[str, Any]) -> PhotoCheck:
    """Said in the reviewer's language where the kind is known, else as it was told."""
    told = sentences.said(told)
    word, tone = _known(RESULTS, told.get("result"))
    given = reasons.get(str(told.get("code")))
    given = given if isinstance(given, Mapping) else {"reason": given or ""}
    measured = " / ".join(str(told[name]) for name in ("value", "limit") if told.get(name) not in (None, ""))
    reason, by = str(given.get("reason") or ""), str(given.get("by") or "")
    return PhotoCheck(told["label"], word, tone, measured, told["text"], reason, by)


def sources(case: Case) -> list[Source]:
    """What each source said; what still has to be looked at again says so."""
    return [_source(one) for one in _rows(_facts(case).get("sources"))]


def _source(told: Mapping[str, Any]) -> Source:
    word, tone = _known(STATES, told.get("state"), str(told.get("state_label") or ""))
    item = str(told.get("item") or "")
    label = reading.label_of(item) if item else str(told.get("label") or "")
    name = str(told.get("source_label") or told.get("source") or "")
    return Source(name, label, word, tone, str(told.get("words") or ""), when(str(told.get("at") or "")))


def agreement(case: Case) -> list[tuple[str, str]]:
    """Label and value: in which capacity the agreement was signed, and when."""
    told = _facts(case).get("agreement")
    if not isinstance(told, Mapping) or not told:
        return []
    capacity = str(told.get("capacity") or "")
    pairs = [(_("协议签署身份"), str(CAPACITIES.get(capacity, capacity)))]
    return pairs + ([(_("协议签署时间"), when(str(told["signed_at"])))] if told.get("signed_at") else [])


def _facts(case: Case) -> Mapping[str, Any]:
    told = case.sheet.get("facts")
    return told if isinstance(told, Mapping) else {}


def _rows(told: object) -> list[Mapping[str, Any]]:
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []


def _known(words: Mapping[str, tuple[Any, str]], code: object, told: str = "") -> tuple[str, str]:
    """The word and its tone; an unknown one as it was told, without a colour that would judge it."""
    found = words.get(str(code))
    return (str(found[0]), found[1]) if found else (told or str(code or "—"), "neutral")
