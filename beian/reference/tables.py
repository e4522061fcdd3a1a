"""Code tables as data: one JSON file per table under data/, every row of one form, never an enum in code.

A row stands in its file as {code, name, name_en, valid_from, valid_to, order, flags, source, confidence}; dates are ISO and both ends
belong to the validity, null means open. A code may stand several times with different validity (a county that became a district).

The files are edition 1, which every installation begins with. Later editions are published by the ministry (code tables, calendar, clocks)
or by a bureau (its rule pack) and held by each node in its own rows (beian.editions): inside a scope `table` answers what that node holds.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

DATA = Path(__file__).resolve().parent / "data"
PACK = "rules."
NAMES = (
    "access_modes",
    "agreement_form",
    "calendar",
    "certificate_types",
    "cities",
    "clocks",
    "counties",
    "languages",
    "owner_natures",
    "policies",
    "pre_approvals",
    "provinces",
    "regions_without_data",
    "service_types",
    "sheet_form",
    "top_level_domains",
)


class Row(NamedTuple):
    """One code of a table; flags hold what only this table knows (a province's character, a certificate's natures)."""

    code: str
    name: str
    name_en: str
    valid_from: date | None
    valid_to: date | None
    order: int
    flags: Mapping[str, Any]
    source: str
    confidence: str

    def is_valid(self, on: date) -> bool:
        """Whether the code may be used on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def label(self, language: str = "zh-hans") -> str:
        """The name in the language; Chinese where no English name is known."""
        return self.name_en if language.startswith("en") and self.name_en else self.name


class Table:
    """The rows of one code table in their order."""

    def __init__(self, name: str, rows: list[Row]) -> None:
        self.name = name
        self.rows = tuple(sorted(rows, key=lambda row: row.order))

    @cached_property
    def _by_code(self) -> dict[str, Row]:
        """Each code's row; of several the one that is valid longest stands last and wins."""
        return {row.code: row for row in sorted(self.rows, key=lambda row: row.valid_to or date.max)}

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code ever valid."""
        return frozenset(self._by_code)

    def get(self, code: str, on: date | None = None) -> Row | None:
        """The code's row (the latest, or the one valid on a day), or None."""
        if on is None:
            return self._by_code.get(code)
        return next((row for row in self.rows if row.code == code and row.is_valid(on)), None)

    def by_name(self, name: str) -> Row | None:
        """The latest row with this Chinese name, or None."""
        return next((row for row in self._by_code.values() if row.name == name), None)

    def name_of(self, code: str, language: str = "zh-hans") -> str:
        """The name to show for a stored code; the code itself where the table does not know it."""
        row = self.get(code)
        return row.label(language) if row else code

    def active(self, on: date) -> list[Row]:
        """The rows valid on a day, in their order."""
        return [row for row in self.rows if row.is_valid(on)]

    def choices(self, on: date, language: str = "zh-hans", prefix: str = "") -> list[tuple[str, str]]:
        """(code, name) pairs for a form; prefix narrows GB/T 2260 tables to one province or city; headings are left out."""
        rows = (row for row in self.active(on) if row.code.startswith(prefix) and not row.flags.get("heading"))
        return [(row.code, row.label(language)) for row in rows]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read(raw: dict[str, Any]) -> Row:
    """A row from its JSON form; an unknown or missing member is a TypeError or KeyError."""
    fields = raw | {"valid_from": _day(raw["valid_from"]), "valid_to": _day(raw["valid_to"])}
    return Row(**fields | {"flags": MappingProxyType(raw["flags"])})


class Held(NamedTuple):
    """One edition of a table that a node holds, and from which day it counts (None: at once)."""

    version: int
    in_force_from: date | None
    table: Table


Holding = Mapping[str, tuple[Held, ...]]  # by the table's name, oldest first
NOTHING: Holding = MappingProxyType({})
_held: ContextVar[Holding] = ContextVar("beian_tables", default=NOTHING)
_reader: Callable[[str], Holding] = lambda node: NOTHING  # noqa: E731  replaced once by what keeps the editions


def read_with(reader: Callable[[str], Holding]) -> None:
    """Name the one function that knows which editions a node holds; it is called inside the node's scope."""
    global _reader
    _reader = reader


@contextmanager
def holding(node: str) -> Iterator[None]:
    """While this lasts, `table` answers the editions that the node holds."""
    token = _held.set(_reader(node))
    try:
        yield
    finally:
        _held.reset(token)


def renew(held: Holding) -> None:
    """From here to the end of the scope this is what the node holds: an edition has just been taken in this very transaction."""
    _held.set(held)


def table(name: str) -> Table:
    """The table of that name as the node of the current scope holds it, else as packaged; KeyError names an unknown one."""
    held = _held.get().get(name)
    return held[-1].table if held else packaged(name)


def rule_pack(province: str, on: date) -> Table:
    """The rules that a province adds to the national ones on that day: of the editions in force by then, the latest."""
    name = pack_name(province)
    editions = reversed(_held.get().get(name, ()))
    found = (held.table for held in editions if held.in_force_from is None or held.in_force_from <= on)
    return next(found, None) or packaged(name)


def pack_name(province: str) -> str:
    """What a province's rule pack is called: rules.33."""
    return f"{PACK}{province}"


@cache
def packaged(name: str) -> Table:
    """Edition 1: the table in the project's own files, read once."""
    if name.startswith(PACK):
        return Table(
            name, [row for row in _packaged("rule_packs") if row.code.startswith(f"{name.removeprefix(PACK)}.")]
        )
    if name not in NAMES:
        raise KeyError(f"no code table {name!r}; there are {', '.join(NAMES)}")
    return Table(name, list(_packaged(name)))


def _packaged(name: str) -> Iterable[Row]:
    return [read(raw) for raw in json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))]


def plain(row: Row) -> dict[str, Any]:
    """The row in its JSON form, as `read` takes it."""
    days = {name: day and day.isoformat() for name, day in (("valid_from", row.valid_from), ("valid_to", row.valid_to))}
    return row._asdict() | days | {"flags": dict(row.flags)}
