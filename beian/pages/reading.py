"""How a document reads on the pages of those who check it: every item with its label, codes in words, grouped as the form is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from beian.evidence.purposes import PURPOSES
from beian.filing import documents, paths
from beian.filing.documents import FilingDocument
from beian.filing.items import BY_KEY, ITEMS, Item
from beian.people.models import Node
from beian.reference import places
from beian.reference.tables import table

# Places that are no item of their own but that a difference or a finding may name.
PARTS = {
    "subject.address": gettext_lazy("通信地址"),
    "sites": gettext_lazy("网站"),
    "sites[].pre_approvals": gettext_lazy("前置或专项审批"),
    "sites[].pre_approvals[]": gettext_lazy("前置或专项审批"),
    "access.ip_ranges": gettext_lazy("IP 地址段"),
    "access.ip_ranges[]": gettext_lazy("IP 地址段"),
}


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
    for path, item, value in answered(document):
        yield Line(path, _label(path, item), _words(item, value), _personal(item, document), item)


def answered(document: FilingDocument) -> Iterator[tuple[str, Item, Any]]:
    """(path, item, value) of the same, for whoever shows no words."""
    data = documents.dump(document)
    placed = [(path, item) for item in ITEMS for path in paths.places(data, item.parent)]
    for path, item in sorted(placed, key=lambda pair: _order(pair[0])):
        value = paths.get(data, path)
        if value not in (None, [], ""):
            yield path, item, value


def labels(document: FilingDocument) -> dict[str, str]:
    """Path → label, for whoever names an item: each says whose it is. Open items included, since they may be what is missing."""
    data = documents.dump(document)
    named = {path: label_of(path) for item in ITEMS for path in paths.places(data, item.parent)}
    return dict(sorted(named.items(), key=lambda pair: _order(pair[0])))


def label_of(path: str) -> str:
    """The words for any place: an item, one value of it, a whole site, a paper; the path itself where nothing is known."""
    item = _item_at(path)
    if item is not None:
        return _qualified(path, item)
    if path in PURPOSES:
        return _("材料：%(paper)s") % {"paper": PURPOSES[path].label}
    part = PARTS.get(paths.item_of(path))
    if part:
        return str(part)
    return _title(path) if path.partition(".")[0] in ("subject", "sites", "access") else path


def said(path: str, value: object) -> str:
    """Any value of a document in words: an item's, a whole site's, a list of address ranges."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return "、".join(said(path, each) for each in value)
    if isinstance(value, dict) and set(value) == {"start", "end"}:
        return f"{value['start']}–{value['end']}"
    if isinstance(value, dict):
        return "；".join(_leaves_said(path, value))
    item = _item_at(path)
    return _one(item, value) if item else str(value)


def _leaves_said(path: str, value: dict) -> Iterator[str]:
    for key, inner in value.items():
        place = f"{path}.{key}"
        words = said(place, inner)
        if words:
            yield f"{_item_at(place).label}：{words}" if _item_at(place) else words


def _item_at(path: str) -> Item | None:
    """The item behind a path to it or to one value of its list."""
    key = paths.item_of(path)
    return BY_KEY.get(key) or BY_KEY.get(f"{key}[]")


def _qualified(path: str, item: Item) -> str:
    """The label with whose it is: two principals have the same seven items each."""
    if "principal" not in path.split("."):
        return _label(path, item)
    label = _("姓名") if path.endswith(".principal.name") else item.label
    return _("%(part)s：%(label)s") % {"part": _title(path), "label": label}


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
    return _("主体负责人") if "principal" in steps else _("主体")


def _words(item: Item, value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return "、".join(_one(item, each) for each in values)


def _one(item: Item, value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if item.key == "access.provider":
        return Node.objects.filter(name=f"provider:{value}").values_list("title", flat=True).first() or str(value)
    if item.code_table == "cities":
        return places.city(str(value), get_language() or "zh-hans")
    if item.code_table:
        return table(item.code_table).name_of(str(value), get_language() or "zh-hans")
    return str(value)


def _personal(item: Item, document: FilingDocument) -> bool:
    return item.personal or (item.personal_of_person and document.of_person)
