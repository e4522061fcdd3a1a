"""Figures that are counted and not stored, as one sheet: what the page shows, what the chart draws and what the file holds come from it,

so that they agree to the last digit. A table of rows with filters and paging is `tables.Table`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from beian.pages import exports
from beian.pages.tables import Choice

Words = str | Promise
KINDS = ("csv", "xlsx")
# The chart's own units; the page scales it.
WIDTH, HEIGHT = 720, 160


@dataclass(frozen=True)
class Head:
    """`kind` as a column of tables.Table has it."""

    label: Words
    kind: str = "number"


@dataclass(frozen=True)
class Figure:
    """A cell: its value, where it leads, and whether it is late and must not be taken for today's. None is "not known", never 0."""

    value: object
    url: str = ""
    late: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """A row; `late` hatches it."""

    cells: Sequence[Figure]
    late: bool = False


@dataclass(frozen=True)
class Bar:
    """A column of the chart in its own units, with what it says."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass
class Sheet:
    """A sheet with its name for files, its heads and lines. `older` and `newer` lead to its neighbours where it is long."""

    name: str
    title: Words
    heads: Sequence[Head]
    lines: Sequence[Line] = field(default_factory=list)
    as_of: datetime | None = None
    empty: Words = ""
    exports: Sequence[Choice] = ()
    previous: str = ""
    next: str = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[Figure, Head]]]]:
        """Each line with its cells beside their heads."""
        return [(line, list(zip(line.cells, self.heads, strict=False))) for line in self.lines]

    @property
    def bars(self) -> list[Bar]:
        """The second column over the first one, as columns of a chart."""
        values = [(str(line.cells[0].value), int(str(line.cells[1].value or 0))) for line in self.lines]
        return columns(values)

    @property
    def most(self) -> int:
        return max((bar.value for bar in self.bars), default=0)

    @property
    def total(self) -> int:
        return sum(bar.value for bar in self.bars)


def columns(values: Sequence[tuple[str, int]]) -> list[Bar]:
    """Columns of equal width, as high as their share of the highest one; one that is not nothing is seen."""
    step = WIDTH / max(len(values), 1)
    most = max((value for _label, value in values), default=0) or 1
    found = []
    for place, (label, value) in enumerate(values):
        height = max(round(value / most * HEIGHT, 1), 2.0) if value else 0.0
        found.append(
            Bar(label, value, round(place * step + step * 0.1, 1), HEIGHT - height, round(step * 0.8, 1), height)
        )
    return found


def choices(request: HttpRequest, name: str) -> list[Choice]:
    """The links that fetch this sheet as a file, with all that the address asks for."""
    words = {"csv": _("导出 CSV"), "xlsx": _("导出 Excel")}
    return [Choice(words[kind], address(request, sheet=name, export=kind, start="")) for kind in KINDS]


def address(request: HttpRequest, **changes: str) -> str:
    """This page's address with some of its query changed; an empty value takes a parameter out."""
    query = request.GET.copy()
    for key in [key for key, value in query.items() if "\x00" in value]:
        del query[key]
    for key, value in changes.items():
        query.pop(key, None)
        if value:
            query[key] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def asked(request: HttpRequest, name: str) -> str:
    """csv or xlsx, if the address asks for this sheet as a file."""
    kind = request.GET.get("export", "")
    return kind if kind in KINDS and request.GET.get("sheet") == name else ""


def download(sheet: Sheet, kind: str) -> HttpResponse:
    """The whole sheet as a file."""
    make = {"csv": exports.as_csv, "xlsx": exports.as_xlsx}[kind]
    body = make(
        [str(head.label) for head in sheet.heads], ([cell.value for cell in line.cells] for line in sheet.lines)
    )
    response = HttpResponse(body, content_type=exports.MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    return response
