"""The review page's fields: each with its value, what the automatic check says of it, and what has changed since the last round."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.reading import Line
from province.cases.changes import Change
from province.cases.models import Case, CaseRound


@dataclass(frozen=True)
class Field:
    """`before` is the last round's value where it has changed, `asked` whether the owner was to mend it."""

    line: Line
    findings: list[dict]
    marked: bool = False
    changed: bool = False
    before: str = ""
    asked: bool = False

    @property
    def unmended(self) -> bool:
        """Asked for, and nothing is seen to have changed."""
        return self.asked and not self.changed


@dataclass(frozen=True)
class Fields:
    title: str
    fields: list[Field] = field(default_factory=list)


def groups(
    document: FilingDocument,
    case: Case,
    *,
    last: CaseRound | None = None,
    changes: Iterable[Change] = (),
    marks: Collection[str] = (),
) -> list[Fields]:
    """Every answered item in the order of the form."""
    altered = {change.path: change for change in changes}
    asked = {str(reason.get("item", "")) for reason in last.reasons} if last else set()
    return [
        Fields(group.title, [_field(line, case, altered, asked, marks) for line in group.lines])
        for group in reading.groups(document)
    ]


def _field(
    line: Line, case: Case, altered: Mapping[str, Change], asked: Collection[str], marks: Collection[str]
) -> Field:
    change = next((found for path, found in altered.items() if _within(path, line.path)), None)
    return Field(
        line,
        [finding for finding in case.findings if finding.get("item") == line.path],
        marked=line.path in marks,
        changed=change is not None,
        before=change.before if change else "",
        asked=line.path in asked,
    )


def _within(path: str, place: str) -> bool:
    """Whether a change stands at this place or at one value of its list."""
    return path == place or path.startswith(f"{place}.")


def elsewhere(case: Case, shown: Iterable[Fields]) -> list[dict]:
    """What the automatic check says of nothing that is shown: a missing item, a paper, the sheet."""
    places = {each.line.path for group in shown for each in group.fields}
    return [finding for finding in case.findings if finding.get("item") not in places]
