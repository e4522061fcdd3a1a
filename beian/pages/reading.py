"""How a document reads on the pages of those who check it: every item with its label, codes in words, grouped as the form is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beian.filing import documents, paths
from beian.filing.documents import FilingDocument
from beian.filing.items import ITEMS, Item
from beian.reference.tables import table


@dataclass(frozen=True)
class Line:
    """One item of the form as it was answered: its path in the document, its label, and the answer in words."""

    path: str
    label: str
    value: str
    personal: bool
    item: Item


@dataclass(frozen=True)
class Group:
    title: str
    lines: list[Line]


def groups(document: FilingDocument) -> list[Group]:
    """Subject, its principal, each site with its principal, access. Items left open are absent."""
    found: dict[str, list[Line]] = {}
    for line in lines(document):
        found.setdefault(_title(line.path), []).append(line)
    return [Group(title, shown) for title, shown in found.items()]


def lines(document: FilingDocument) -> Iterator[Line]:
    """Every answered item in the order of the form, site by site."""
    data = documents.dump(document)
    answered = [(path, item) for item in ITEMS for path in paths.places(data, item.parent)]
    for path, item in sorted(answered, key=lambda pair: _order(pair[0])):
        value = paths.get(data, path)
        if value not in (None, [], ""):
            yield Line(path, _label(path, item), _words(item, value), _personal(item, document), item)


def labels(document: FilingDocument) -> dict[str, str]:
    """Path → label, for reasons and findings that name a path. Open items included, since they may be what is missing."""
    data = documents.dump(document)
    return {path: _label(path, item) for item in ITEMS for path in paths.places(data, item.parent)}


def _order(path: str) -> tuple[int, int]:
    """Subject, subject's principal, sites one after the other with their principals behind, access."""
    steps = path.split(".")
    if steps[0] == "sites":
        site = int(steps[1]) if len(steps) > 1 and steps[1].isdigit() else 0
        return 2, 2 * site + ("principal" in steps)
    if steps[0] == "access":
        return 3, 0
    return 0, int("principal" in steps)


def _label(path: str, item: Item) -> str:
    steps = path.split(".")
    if steps[0] == "sites" and len(steps) > 1 and steps[1].isdigit() and int(steps[1]) > 0:
        return _("网站%(number)s：%(label)s") % {"number": int(steps[1]) + 1, "label": item.label}
    return str(item.label)


def _title(path: str) -> str:
    steps = path.split(".")
    if steps[0] == "sites":
        number = int(steps[1]) + 1 if len(steps) > 1 and steps[1].isdigit() else 1
        words = _("网站%(number)s的负责人") if "principal" in steps else _("网站%(number)s")
        return words % {"number": number}
    if steps[0] == "access":
        return _("接入信息")
    return _("主体负责人") if "principal" in steps else _("主办单位")


def _words(item: Item, value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return "、".join(_one(item, each) for each in values)


def _one(item: Item, value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if item.code_table:
        return table(item.code_table).name_of(str(value), get_language() or "zh-hans")
    return str(value)


def _personal(item: Item, document: FilingDocument) -> bool:
    return item.personal or (item.personal_of_person and document.of_person)
