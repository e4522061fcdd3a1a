"""Sending back field by field: each reason prefilled from the rule that found it or from the list of reasons, and the text the owner gets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beian.filing import documents, reasons, rules
from beian.filing.documents import FilingDocument
from beian.notices.templates import TEMPLATES
from beian.pages.forms import PageFormSet, page_formset
from beian.pages.reasons import MOST, ReasonForm
from verification.sources import Standing

RULE = "rule"
# What an item is mostly returned for, by its last step: chosen beforehand, changed with one choice.
USUAL = {
    "mobile": "unreachable",
    "phone": "unreachable",
    "emergency_phone": "unreachable",
    "email": "unreachable",
    "detail": "address_incomplete",
    "owner_certificate": "paper_unclear",
    "principal_certificate": "paper_unclear",
    "pre_approvals": "approval_needed",
}
# Item → what the rules say of it.
Found = Mapping[str, Mapping[str, str]]


class ReturnForm(ReasonForm):
    """A reason of the list, or what the automatic check found about this item with its own words and article."""

    def __init__(self, *args: Any, found: Found, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        if found:
            head, *tail = self.fields["code"].choices
            self.fields["code"].choices = [head, (RULE, _("自动检查发现的问题")), *tail]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("code") == RULE and "item" in cleaned and cleaned["item"] not in self.found:
            self.add_error("code", _("自动检查没有发现这一项的问题，请选择其他理由。"))
        return cleaned


def rows_of(found: Found, document: FilingDocument, data: Any, marked: Iterable[str] = ()) -> PageFormSet:
    """One row for each marked item, filled from the rules where they found something; bound where `data` was sent."""
    initial = [_beginning(item, found.get(item)) for item in list(dict.fromkeys(marked))[:MOST]]
    formset = page_formset(ReturnForm, min_num=max(1, len(initial)) if data is None else 1, max_num=MOST)
    return formset(data, prefix="reasons", initial=initial, form_kwargs={"document": document, "found": found})


def _beginning(item: str, finding: Mapping[str, str] | None) -> dict[str, str]:
    if finding is None:
        code = USUAL.get(item.rpartition(".")[2])
        return {"item": item, "code": code} if code else {"item": item}
    return {"item": item, "code": RULE, "text": finding["text"], "suggestion": finding["suggestion"]}


def rows_of_desk(
    document: FilingDocument, differing: Mapping[str, Mapping[str, str]], mismatches: Iterable[Standing]
) -> PageFormSet:
    """The desk's form, one row for each item that differs from its original and each that a source says is not so, filled in."""
    initial = {one.item: _against(one.item, "not_true", one.words) for one in mismatches}
    initial |= {item: _against(item, "paper_differs", said["note"]) for item, said in differing.items()}
    rows = list(initial.values())[:MOST]
    formset = page_formset(ReasonForm, min_num=max(1, len(rows)), max_num=MOST)
    return formset(None, prefix="reasons", initial=rows, form_kwargs={"document": document})


def _against(item: str, code: str, words: str) -> dict[str, str]:
    """What the owner will read: the reason's own words and what was noted, in Chinese."""
    with override("zh-hans"):
        text = f"{reasons.REASONS[code].text}{words}"
    return {"item": item, "code": code, "text": text}


def findings_by_item(document: FilingDocument, shown: Collection[str]) -> Found:
    """Item of the form → the worst that the rules say of it, in Chinese: the owner reads it. Findings of a part count for its item."""
    with override("zh-hans"):
        found = sorted(rules.check_whole(documents.dump(document)), key=lambda one: not one.rejects)
        by_item: dict[str, dict[str, str]] = {}
        for finding in found:
            by_item.setdefault(_item_of(finding.item, shown), finding.as_dict())
        return by_item


def _item_of(path: str, shown: Collection[str]) -> str:
    return next((item for item in shown if path == item or path.startswith(f"{item}.")), path)


def reasons_of(rows: PageFormSet, found: Found) -> list[dict[str, str]]:
    """What the valid rows say, in their order: item, code, text, suggestion, article."""
    return [_reason(row, found) for row in rows.rows]


def _reason(row: dict[str, str], found: Found) -> dict[str, str]:
    if row["code"] != RULE:
        return reasons.reason(**row)
    finding = found[row["item"]]
    return {
        "item": row["item"],
        "code": finding["code"],
        "text": row["text"] or finding["text"],
        "suggestion": row["suggestion"] or finding["suggestion"],
        "article": finding["article"],
    }


def phrases() -> dict[str, list[str]]:
    """Code of the list → its text and remedy in Chinese, as the owner reads them: fills an empty row once the code is chosen."""
    with override("zh-hans"):
        return {one.code: [str(one.text), str(one.suggestion)] for one in reasons.REASONS.values() if one.text}


def library() -> list[reasons.Reason]:
    """The list of reasons, to look into while choosing."""
    return [one for one in reasons.REASONS.values() if one.text]


def statutory_text(passed: bool) -> str:
    """The one of the two texts that the owner gets, word for word (P10 二(二)1(2))."""
    return TEMPLATES["precheck_passed" if passed else "precheck_failed"].text
