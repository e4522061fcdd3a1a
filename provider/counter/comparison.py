"""Comparing: every item of subject and sites with the originals, and what a correction changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from beian.filing import canonical, documents, paths, sealing
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.people import keys
from provider.applications import questions

# The provider's own data are entered at the desk, not compared (B9).
COMPARED = ("subject", "sites")
PARTIES = re.compile(r"(subject|sites\.[0-9]+\.principal|subject\.principal)\.name|subject\.certificate\.number")


class Item(NamedTuple):
    """One line of the comparison: its place, the value in full, whether it was found to agree, whether the desk can correct it,

    and what was noted where it was found to differ.
    """

    path: str
    label: str
    value: str
    done: bool
    correctable: bool
    note: str = ""


class Group(NamedTuple):
    """Items that stand together; `open` counts those still to be compared, `differing` those that do not agree."""

    title: str
    items: list[Item]

    @property
    def open(self) -> int:
        return sum(not item.done and not item.note for item in self.items)

    @property
    def differing(self) -> int:
        return sum(bool(item.note) for item in self.items)


NONE: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def groups(
    document: FilingDocument, compared: Collection[str], differing: Mapping[str, Mapping[str, str]] = NONE
) -> list[Group]:
    """What is to be compared, in the order of the form."""
    asked = questions.all_questions(document)
    found = []
    for group in reading.groups(document):
        kept = [
            Item(
                line.path,
                line.label,
                line.value,
                line.path in compared,
                questions.answering(line.path, asked) is not None,
                differing.get(line.path, {}).get("note", ""),
            )
            for line in group.lines
            if is_compared(line.path)
        ]
        found += [Group(group.title, kept)] if kept else []
    return found


def items(document: FilingDocument) -> list[str]:
    """The paths of all items to be compared."""
    return [path for path, _item, _value in reading.answered(document) if is_compared(path)]


def is_compared(path: str) -> bool:
    return path.partition(".")[0] in COMPARED


def names_a_party(path: str) -> bool:
    """Whether it says whom the agreement is between."""
    return PARTIES.fullmatch(path) is not None


def values(document: FilingDocument) -> list[str]:
    """Every single value of subject and sites by its path: what the province wants to find on the sheet."""
    return [path for path, _value in paths.leaves(documents.dump(document)) if is_compared(path)]


def still_open(document: FilingDocument, compared: Collection[str]) -> list[str]:
    """Values that no compared item covers. Counted by value, so that nothing can slip through a gap between form and document."""
    stems = tuple(f"{path}." for path in compared)
    return [path for path in values(document) if path not in compared and not path.startswith(stems)]


def marks(document: FilingDocument) -> dict[str, str]:
    """Path → keyed digest of its value, 64 hex digits: tells later whether a value is still the one that was signed for."""
    data = documents.dump(document)
    return {path: _mark(path, paths.get(data, path)) for path in items(document)}


def _mark(path: str, value: Any) -> str:
    return keys.digest("compared", path, canonical.canonical(value).decode()).hex()


class Change(NamedTuple):
    """One item before and after, as it may be written down: personal values masked."""

    item: str
    label: str
    before: str
    after: str

    def entry(self, *, note: str, by: str, now: datetime) -> dict[str, str]:
        return self._asdict() | {"note": note, "by": by, "at": now.isoformat()}


def changes(before: FilingDocument, after: FilingDocument) -> list[Change]:
    """What a correction changed, in the order of the form and in the sheet's language."""
    with override("zh-hans"):
        return list(differences(before, after))


def differences(before: FilingDocument, after: FilingDocument) -> Iterable[Change]:
    """The same in the reader's language; personal values are compared in full and shown masked."""
    old, new = _clear(before), _clear(after)
    shown_old, shown_new = _clear(sealing.masked(before)), _clear(sealing.masked(after))
    labels = reading.labels(before) | reading.labels(after)
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            yield Change(path, labels.get(path, path), _said(path, old, shown_old), _said(path, new, shown_new))


def _clear(document: FilingDocument) -> dict[str, str]:
    return {line.path: line.value for line in reading.lines(document)}


def _said(path: str, values: dict[str, str], shown: dict[str, str]) -> str:
    if path not in values:
        return _("（空）")
    return shown.get(path, sealing.HIDDEN)
