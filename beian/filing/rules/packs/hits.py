"""Which filings a changed pack would have hit, or would no longer hit: the difference of findings between two packs."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from beian.filing.rules.findings import Finding, Words
from beian.filing.rules.packs.engine import check_pack
from beian.filing.rules.packs.rows import province_of
from beian.filing.rules.walk import dig
from beian.reference.tables import Table

NEW, GONE = "new", "gone"


class Hit(NamedTuple):
    """One finding that comes or goes with the change; key is the document's own. A change of severity goes and comes."""

    key: Any
    path: str
    code: str
    severity: str
    text: Words
    kind: str


def hits(
    documents: Iterable[tuple[Hashable, Any]], *, before: Table, after: Table, today: date, complete: bool = True
) -> Iterator[Hit]:
    """What the change means to these documents, (key, plain data) each, as if they came in on the day; one document is held at a time.

    A document of another province than the pack's is never hit. National findings are the same under both packs.
    """
    province = province_of(after.name)
    for key, document in documents:
        if not isinstance(document, dict) or (province and _province(document) != province):
            continue
        was, is_now = (_found(document, pack, today, complete) for pack in (before, after))
        yield from _differing(key, is_now, was, NEW)
        yield from _differing(key, was, is_now, GONE)


def _province(document: dict[str, Any]) -> Any:
    return dig(document.get("subject"), ("address", "province"))


def _found(document: dict[str, Any], pack: Table, today: date, complete: bool) -> dict[tuple[str, str, str], Finding]:
    found = check_pack(document, pack, today=today, complete=complete)
    return {(each.item, each.code, each.severity): each for each in found}


def _differing(key: Any, these: dict[Any, Finding], others: dict[Any, Finding], kind: str) -> Iterator[Hit]:
    for place, found in these.items():
        if place not in others:
            yield Hit(key, found.item, found.code, found.severity, found.text, kind)
