"""What stands on a sheet: everything from the record, nothing typed for it. The same for the draft on the screen, the print and the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from beian.filing.documents import FilingDocument
from beian.pages import reading
from verification.sheet.wording import SHEET, Wording, wording

VERDICTS = {"accept": "合格", "warn": "有疑点，经说明后采用", "reject": "不合格"}
CAPACITY_WORDS = {"legal_representative": "法定代表人", "authorised": "受委托人（持授权书）", "person": "主办者本人"}
_ACCESS = "access"


@dataclass(frozen=True)
class Row:
    """One item: its label, its value in words, what the comparison found."""

    path: str
    label: str
    value: str
    result: str


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Contents:
    """A sheet before it is laid out; all texts Chinese, whatever language the desk works in."""

    wording: Wording
    groups: list[Group]
    originals: list[str]
    corrections: list[dict[str, str]]
    sources: list[dict[str, str]]
    photo: list[tuple[str, str]] = field(default_factory=list)

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """(kind, title) in the order that the edition gives them."""
        return self.wording.under("block")


def contents(
    *,
    filing: FilingDocument,
    originals: Sequence[str],
    compared: Iterable[str],
    corrections: Sequence[Mapping[str, str]],
    facts: Mapping[str, Any],
    now: datetime,
) -> Contents:
    """Put together what the record says. `compared` are paths of values, `corrections` and `facts` as the sheet keeps them."""
    words = wording(SHEET, on=timezone.localdate(now))
    with override("zh-hans"):
        return Contents(
            wording=words,
            groups=_groups(filing, tuple(compared), {one["item"] for one in corrections}, words),
            originals=list(originals),
            corrections=[_correction(one) for one in corrections],
            sources=[_source(one) for one in _list(facts.get("sources"))],
            photo=[*_photo(facts), *_agreement(facts)],
        )


def _groups(filing: FilingDocument, compared: tuple[str, ...], corrected: set[str], words: Wording) -> list[Group]:
    return [
        Group(
            group.title,
            [
                Row(line.path, str(line.item.label), line.value, _result(line.path, compared, corrected, words))
                for line in group.lines
            ],
        )
        for group in reading.groups(filing)
    ]


def _result(path: str, compared: tuple[str, ...], corrected: set[str], words: Wording) -> str:
    """一致, 更正后一致, or that the provider entered it itself (B9); nothing where nobody has compared it."""
    if path.partition(".")[0] == _ACCESS:
        return words.say("result.entered")
    if not any(one == path or one.startswith(f"{path}.") for one in compared):
        return ""
    return words.say("result.corrected" if path in corrected else "result.match")


def _correction(one: Mapping[str, str]) -> dict[str, str]:
    who = " ".join(filter(None, (one.get("by", ""), moment_words(one.get("at", "")))))
    told = {name: str(one.get(name, "")) for name in ("label", "before", "after", "note")}
    return told | {"by": who}


def _source(one: Mapping[str, Any]) -> dict[str, str]:
    told = {name: str(one.get(name) or "") for name in ("source_label", "label", "state", "state_label", "words")}
    return told | {"at": moment_words(str(one.get("at") or ""))}


def _photo(facts: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    photo = facts.get("photo")
    if not isinstance(photo, Mapping):
        return
    yield "照片检查", VERDICTS.get(str(photo.get("verdict")), str(photo.get("verdict") or "")) or "—"
    if photo.get("taken_at"):
        yield "拍摄时间", moment_words(str(photo["taken_at"]))
    if photo.get("backdrop"):
        yield "幕布编号", str(photo["backdrop"])
    if reasons := [_reason(one) for one in _listed(photo.get("overruled"))]:
        yield "采用理由", "；".join(filter(None, reasons))


def _reason(one: Any) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    return " ".join(str(one[name]) for name in ("label", "reason", "by") if one.get(name))


def _agreement(facts: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    agreement = facts.get("agreement")
    if not isinstance(agreement, Mapping):
        return
    capacity = str(agreement.get("capacity") or "")
    yield "协议书", " ".join(filter(None, ("已签署", str(agreement.get("number") or ""))))
    yield "签署身份", CAPACITY_WORDS.get(capacity, capacity) or "—"
    if agreement.get("signed_at"):
        yield "签署时间", moment_words(str(agreement["signed_at"]))


def _listed(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, Mapping) else _list(value)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def moment_words(text: str) -> str:
    """An ISO moment as Shanghai reads it, to the minute; the text itself where it is none."""
    try:
        return moment(datetime.fromisoformat(text))
    except ValueError:
        return text


def moment(at: datetime) -> str:
    """2026-11-23 14:05."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if timezone.is_aware(at) else f"{at:%Y-%m-%d %H:%M}"
