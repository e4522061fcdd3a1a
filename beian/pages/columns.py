"""The columns of a table, which of them are in sight, and what can be done with the rows that are ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise

KINDS = ("text", "identifier", "number", "date", "datetime", "deadline", "badge")
SELECTED = "selected"


@dataclass(frozen=True)
class Column:
    """`value` reads the cell from a row; without it `name` is an attribute path (case__domain).

    A badge's value is (label, tone). The first column with a `link` is the row's header. An `optional` one is shown when asked for.
    """

    name: str
    label: str | Promise
    kind: str = "text"
    value: Callable[[Any], object] | None = None
    link: Callable[[Any], str] | None = None
    export: bool = True
    optional: bool = False

    def of(self, row: object) -> object:
        if self.value is not None:
            return self.value(row)
        for part in self.name.split("__"):
            row = getattr(row, part, None)
        return row

    def plain(self, row: object) -> object:
        """The cell as an export has it: a badge's words without its tone, a deadline's day without its unit."""
        value = self.of(row)
        return value[0] if self.kind in ("badge", "deadline") and isinstance(value, tuple) else value


@dataclass(frozen=True)
class Cell:
    column: Column
    value: object
    link: str
    header: bool
    row: object = None


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Action:
    """A button under the table for the ticked rows; it posts their keys as `selected` to `url()`."""

    label: str | Promise
    url: Callable[[], str]
    tone: str = "outline-primary"


class Chooser(NamedTuple):
    """The form that picks columns: the one that always stays, the others with whether they are in sight, what else the address says."""

    header: Column
    boxes: list[tuple[Column, bool]]
    kept: list[tuple[str, str]]
    plain: str


def asked_columns(values: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """columns=a,b and columns=a&columns=b say the same; unknown names are passed over, none at all means the usual ones."""
    asked = {name for value in values for name in value.split(",")}
    known = [column.name for column in columns if column.name in asked]
    return known or [column.name for column in columns if not column.optional]


def selected_keys(request: HttpRequest, *, most: int = 200) -> list[int]:
    """The keys of the ticked rows of a posted table, each once, at most `most`; what is no key is passed over."""
    given = (
        value for value in request.POST.getlist(SELECTED) if value.isascii() and value.isdecimal() and len(value) < 19
    )
    return list(dict.fromkeys(int(value) for value in given))[:most]
