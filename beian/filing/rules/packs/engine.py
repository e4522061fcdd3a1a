"""A pack against one value or a whole document. Pure; the pack is data, and rows that cannot be read are passed over."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.functional import lazy
from django.utils.translation import get_language

from beian.filing.items import ITEMS, Item
from beian.filing.rules import shape, walk
from beian.filing.rules.findings import Context, Finding, Words, filled
from beian.filing.rules.packs.rows import Bound, bound
from beian.filing.rules.packs.template import DOCUMENT, LIST, Template
from beian.reference.tables import Table, rule_pack, table

Seen = set[tuple[str, Any]]
_FITS = {item.key: shape.fitting(item) for item in ITEMS}


class Force(NamedTuple):
    """The rows of a pack that are in force: those that speak to items, by item, and those over the whole document."""

    by_item: Mapping[str, tuple[Bound, ...]]
    over_document: tuple[Bound, ...]


@lru_cache(maxsize=128)
def in_force(pack: Table, on: date) -> Force | None:
    """The pack's rows that are switched on, valid on the day and readable; None where there is none."""
    rows = [row for row in pack.rows if row.flags.get("on") is True and row.is_valid(on)]
    found = [each for each in map(bound, rows) if each is not None]
    by_item: dict[str, tuple[Bound, ...]] = {}
    for each in found:
        if each.template.over != DOCUMENT:
            by_item |= {key: (*by_item.get(key, ()), each) for key in each.keys}
    return Force(by_item, tuple(each for each in found if each.template.over == DOCUMENT)) if found else None


def pack_of(province: Any, on: date) -> Table | None:
    """The pack of a document's province on the day; None where the province is open or none."""
    return rule_pack(province, on) if type(province) is str and province in table("provinces").codes else None


def check_value(
    item: Item, path: str, value: Any, context: Context, pack: Table | None, *, whole: bool = False
) -> list[Finding]:
    """What the pack says to one value; whole: the value is the list of an item that repeats. The context is tidied and holds today."""
    force = in_force(pack, context["today"]) if pack is not None else None
    rules = force.by_item.get(item.key) if force else None
    if not rules:
        return []
    return list(_item_findings(rules, item, path, value, context, seen=set(), blank=True, whole=whole))


def check_pack(document: Any, pack: Table | None, *, today: date, complete: bool = False) -> list[Finding]:
    """What the pack says to a document; items left open count only in a complete one."""
    force = in_force(pack, today) if pack is not None else None
    if force is None or not isinstance(document, dict):
        return []
    findings = list(_walked(document, force, today, complete)) if force.by_item else []
    nature = walk.tidy(walk.common(document), today).get("nature")
    for rule in force.over_document:
        if rule.params.speaks_of(nature):
            findings += [
                _finding(rule, path, blanks) for path, blanks in rule.template.check(document, rule.params, today)
            ]
    return findings


def _walked(document: dict[str, Any], force: Force, today: date, complete: bool) -> Iterator[Finding]:
    shared, seen = walk.tidy(walk.common(document), today), set()
    for part in walk.parts(document):
        node = {} if part.node is None and complete else part.node
        asked = [(item, steps) for item, steps in part.group.items if item.key in force.by_item]
        if not asked or not isinstance(node, dict):
            continue
        context = walk.beside(part, shared)
        for item, steps in asked:
            path, value = f"{part.path}.{'.'.join(steps)}", walk.dig(node, steps)
            yield from _item_findings(
                force.by_item[item.key], item, path, value, context, seen=seen, blank=complete, whole=item.repeats
            )


def _item_findings(
    rules: tuple[Bound, ...],
    item: Item,
    path: str,
    value: Any,
    context: Context,
    *,
    seen: Seen,
    blank: bool,
    whole: bool,
) -> Iterator[Finding]:
    for rule in rules:
        if not rule.params.speaks_of(context.get("nature")):
            continue
        for place, given in _asked(rule.template, item, path, value, blank=blank, whole=whole):
            broken = rule.template.check(given, context, rule.params)
            if broken and not (rule.template.once and _is_seen(seen, rule.row.code, given)):
                yield _finding(rule, place, broken if isinstance(broken, dict) else {})


def _asked(
    template: Template, item: Item, path: str, value: Any, *, blank: bool, whole: bool
) -> Iterator[tuple[str, Any]]:
    """What the template is asked about: values of the item's shape only, one by one or as a list, and nothing as "".

    A value of another shape is for the national rules to refuse.
    """
    if shape.is_blank(value) or value == []:
        if blank and template.blank:
            yield path, ""
    elif not whole:
        if _FITS[item.key](value) and not (item.repeats and template.over == LIST):
            yield path, value
    elif isinstance(value, list) and len(value) <= item.max_count:
        if template.over == LIST:
            yield path, value
        else:
            yield from ((f"{path}.{index}", member) for index, member in enumerate(value) if _FITS[item.key](member))


def _is_seen(seen: Seen, code: str, given: Any) -> bool:
    """Whether this row has spoken of the value before; lists count as one."""
    key = code, given.strip() if isinstance(given, str) else None
    known = key in seen
    seen.add(key)
    return known


def _finding(rule: Bound, path: str, blanks: Mapping[str, Any]) -> Finding:
    row, flags = rule.row, rule.row.flags
    return Finding(
        path,
        f"pack.{row.code}",
        _own(row.name, row.name_en, filled(rule.template.text, blanks)),
        _own(flags.get("suggestion", ""), flags.get("suggestion_en", ""), filled(rule.template.suggestion, blanks)),
        row.source,
        flags["severity"],
    )


def _own(chinese: str, english: str, otherwise: Words) -> Words:
    """The row's own sentence where it has one; it is shown as it stands, never formatted."""
    return _said(chinese, english, otherwise) if chinese or english else otherwise


def _in_language(chinese: str, english: str, otherwise: Words) -> str:
    """English where that is the language and there is some; a row without Chinese of its own says the template's."""
    in_english = (get_language() or "").startswith("en")
    return (english if in_english and english else chinese) or str(otherwise)


_said = lazy(_in_language, str)
