"""How a sheet of any length comes onto one side: layouts from the roomiest to the tightest, of which the template takes the first that fits.

Whatever had to be left out is said on the sheet itself; its digest binds all of it. The tightest layout is bounded by its own numbers, so
that the longest filing that the form allows still fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from verification.sheet.contents import Contents, Group, Row

# About what a page holds in its smallest type, in characters of full width.
PAGE = 9_000


class Measure(NamedTuple):
    """One layout: characters per value, entries per list, rows of items, sites told in full, type sizes in points, table or running text."""

    value: int
    entries: int
    rows: int
    sites: int
    sizes: tuple[float, ...]
    flowing: bool


MEASURES = (
    Measure(1100, 200, 120, 100, (8.5, 8, 7.5, 7, 6.5), False),
    Measure(1100, 200, 1000, 100, (7, 6.5, 6, 5.5, 5), True),
    Measure(120, 60, 400, 8, (6.5, 6, 5.5, 5), True),
    Measure(40, 30, 150, 3, (6, 5.5, 5), True),
    Measure(14, 10, 80, 1, (6, 5.5, 5, 4.5), True),
)
_SAME = 6  # values of one item beyond so many are told in one row where it is tight
_COUNTED = 60  # a value cut this short says no more how long it is


def layouts(contents: Contents, *, picture: str) -> list[dict[str, Any]]:
    """What the template tries, in order; one that cannot fit by its mere length is not tried. The last is always there."""
    made = (_layout(contents, measure, picture) for measure in MEASURES)
    return list(_worth_trying(made))


def _worth_trying(made: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, layout in enumerate(made, 1):
        if number == len(MEASURES) or _length(layout) <= PAGE:
            yield layout


def _length(layout: dict[str, Any]) -> int:
    rows = sum(len(row["label"]) + len(row["value"]) + 4 for group in layout["groups"] for row in group["rows"])
    corrections = sum(sum(map(len, one.values())) for one in layout["corrections"])
    return rows + corrections + sum(map(len, (*layout["originals"], *layout["sources"])))


def _layout(contents: Contents, measure: Measure, picture: str) -> dict[str, Any]:
    left: list[str] = []
    groups = _groups(contents.groups, measure)
    corrections = _first(contents.corrections, measure.entries, "项更正", left)
    return {
        "sizes": list(measure.sizes),
        "flowing": measure.flowing,
        "groups": groups,
        "originals": [_cut(one, measure.value) for one in _first(contents.originals, measure.entries, "份原件", left)],
        "corrections": [{name: _cut(text, measure.value) for name, text in one.items()} for one in corrections],
        "sources": _sources(contents.sources, measure, left),
        "photo": {
            "picture": picture,
            "height": 20 if measure.flowing else 30,
            "rows": [
                {"label": label, "value": _cut(value, max(measure.value, _COUNTED))} for label, value in contents.photo
            ],
        },
        "left_out": _left_out(left, contents, measure),
    }


def _groups(groups: Sequence[Group], measure: Measure) -> list[dict[str, Any]]:
    """Subject and access in full, and the sites too where there is room; else a line for each site."""
    if _rows(groups) > measure.rows:
        groups = _summed_up([Group(group.title, _together(group.rows)) for group in groups], measure)
    return [
        {
            "title": group.title,
            "rows": [
                {"label": row.label, "value": _cut(row.value, measure.value), "result": row.result}
                for row in group.rows
            ],
        }
        for group in groups
    ]


def _rows(groups: Sequence[Group]) -> int:
    return sum(len(group.rows) for group in groups)


def _together(rows: Sequence[Row]) -> list[Row]:
    """Many values of one item (address ranges, approvals) in one row, in the place of the first."""
    by_label: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_label.setdefault((row.label, row.result), []).append(row)
    return [one for same in by_label.values() for one in (same if len(same) <= _SAME else [_joined(same)])]


def _joined(rows: Sequence[Row]) -> Row:
    first = rows[0]
    return Row(first.path, f"{first.label}（{len(rows)} 项）", "、".join(row.value for row in rows), first.result)


def _summed_up(groups: Sequence[Group], measure: Measure) -> list[Group]:
    """The first sites in full, each further one in a line: its name, its home page, how many items were compared and agree."""
    people = {_site_of(group): group for group in groups if ".principal." in group.rows[0].path}
    kept, sites = [], []
    for group in groups:
        number = _site_of(group)
        if number is None or number < measure.sites:
            kept.append(group)
        elif group is not people.get(number):
            sites.append(_one_line(group, people.get(number), measure))
    access = [group for group in kept if group.rows[0].path.startswith("access")]
    others = [Group("其他网站", sites)] if sites else []
    return [*(one for one in kept if one not in access), *others, *access]


def _site_of(group: Group) -> int | None:
    steps = group.rows[0].path.split(".")
    return int(steps[1]) if steps[0] == "sites" else None


def _one_line(group: Group, people: Group | None, measure: Measure) -> Row:
    values = {row.path.split(".", 2)[2]: row.value for row in group.rows}
    rows = [*group.rows, *(people.rows if people else [])]
    told = [_cut(values.get(name, ""), measure.value) for name in ("name", "home_url")]
    if measure.value < _COUNTED:
        told.pop()
    agreed = sum(bool(row.result) for row in rows)
    return Row(group.rows[0].path, group.title, " ".join(filter(None, told)), f"{agreed}/{len(rows)} 项已核对")


def _sources(sources: Sequence[dict[str, str]], measure: Measure, left: list[str]) -> list[str]:
    """What differs or is open first, so that it is never what is left out."""
    order = sorted(sources, key=lambda one: one["state"] == "match")
    told = [
        " ".join(filter(None, (one["source_label"], f"{one['label']}：{one['state_label']}", one["words"], one["at"])))
        for one in order
    ]
    return [_cut(one, 2 * measure.value) for one in _first(told, measure.entries, "项信息源核验", left)]


def _first(entries: Sequence[Any], most: int, what: str, left: list[str]) -> list[Any]:
    if len(entries) > most:
        left.append(f"另有 {len(entries) - most} {what}")
    return list(entries[:most])


def _cut(text: str, most: int) -> str:
    """The text, or its beginning and, where there is room for that, how long it is."""
    if len(text) <= most:
        return text
    return f"{text[:most]}…（共 {len(text)} 字）" if most >= _COUNTED else f"{text[:most]}…"


def _left_out(left: Sequence[str], contents: Contents, measure: Measure) -> str:
    """A sentence where the page does not hold everything."""
    longest = max((len(row.value) for group in contents.groups for row in group.rows), default=0)
    if not left and _rows(contents.groups) <= measure.rows and longest <= measure.value:
        return ""
    words = "、".join(left)
    more = f"{words}；" if words else ""
    return f"本页只列出主要内容，{more}全部内容见电子备案记录，由本单的内容摘要一并锁定。"
