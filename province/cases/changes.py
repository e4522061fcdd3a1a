"""What has changed since the round that came back. Personal items are compared in their masked form, since only that was kept."""

from __future__ import annotations

from typing import NamedTuple

from beian.filing.differences import differences
from beian.pages import reading
from province.cases.models import Case, CaseRound


class Change(NamedTuple):
    """One item before and after in words; `path` is its place in today's document, marked when the owner was asked to mend it."""

    path: str
    label: str
    before: str
    after: str
    asked: bool


def last_round(case: Case) -> CaseRound | None:
    """The round that came back before this one."""
    return case.rounds.filter(number__lt=case.round).order_by("-number").first()


def since(last: CaseRound, case: Case) -> list[Change]:
    """Every change, in the order of the form."""
    asked = [reason.get("item", "") for reason in last.reasons]
    found = differences(last.masked_document(), case.masked_document())
    return [
        Change(
            change.item,
            reading.label_of(change.item),
            reading.said(change.item, change.before),
            reading.said(change.item, change.after),
            change.item in asked,
        )
        for change in found
    ]


def untouched(last: CaseRound, changes: list[Change]) -> list[str]:
    """What the owner was asked to mend and where nothing is seen to have changed: a paper, a personal item, or something forgotten."""
    changed = {change.path for change in changes}
    items = dict.fromkeys(reason.get("item", "") for reason in last.reasons)
    return [reading.label_of(item) for item in items if item and item not in changed]
