"""The verification sheet as the province reads it: what the provider's verifier signed (P10 二(二)1(6))."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from beian.evidence.purposes import label_of
from beian.pages import reading
from beian.pages.words import moment
from province.cases.models import Case


class Correction(NamedTuple):
    """One correction made at the desk; personal values come masked."""

    label: str
    before: str
    after: str
    note: str
    by: str
    at: str


def facts(case: Case) -> list[tuple[str, str]]:
    """Label and value: who signed, when, which originals were seen, how much was compared."""
    sheet = case.sheet
    seen = "、".join(label_of(str(paper)) for paper in sheet.get("documents", []))
    return [
        (_("核验人"), sheet.get("signed_by", "")),
        (_("签署时间"), when(sheet.get("signed_at", ""))),
        (_("查验原件"), seen),
        (_("逐项核对"), _("%(count)d 项") % {"count": len(sheet.get("compared", []))}),
    ]


def corrections(case: Case) -> list[Correction]:
    return [_correction(entry) for entry in case.sheet.get("corrections", []) if isinstance(entry, dict)]


def _correction(entry: dict) -> Correction:
    item = str(entry.get("item", ""))
    said = {name: str(entry.get(name, "")) for name in ("before", "after", "note", "by")}
    return Correction(str(entry.get("label") or reading.label_of(item)), **said, at=when(str(entry.get("at", ""))))


def when(text: str) -> str:
    """A moment of the sheet in Shanghai time; the text itself where it is none."""
    try:
        return moment(datetime.fromisoformat(text))
    except ValueError:
        return text
