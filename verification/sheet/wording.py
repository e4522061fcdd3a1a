"""The words of sheet and agreement as the support centre has published them: an edition of a table, of which this node holds one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from beian.editions import reading
from beian.reference import tables

SHEET, AGREEMENT = "sheet_form", "agreement_form"


@dataclass(frozen=True)
class Wording:
    """One edition: its number and its words by code, in the order of the edition. Words that have ended are left out."""

    edition: int
    texts: dict[str, str]
    known: frozenset[str]

    def say(self, code: str) -> str:
        """The words of this code; nothing where the edition has ended them."""
        return self.texts.get(code, "")

    def under(self, heading: str) -> list[tuple[str, str]]:
        """(last step, words) of the codes under this heading, in their order."""
        start = f"{heading}."
        return [(code.removeprefix(start), text) for code, text in self.texts.items() if code.startswith(start)]

    def for_template(self) -> dict[str, str]:
        """Every code that a template may name, with an underscore for each dot."""
        return {code.replace(".", "_"): self.say(code) for code in self.known | self.texts.keys()}


def wording(name: str, *, on: date) -> Wording:
    """The edition that the node of the scope holds, with the words that are valid on this day."""
    texts = {row.code: row.name for row in tables.table(name).active(on)}
    return Wording(reading.version_of(name), texts, tables.packaged(name).codes)
