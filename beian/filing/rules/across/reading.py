"""What stands in a document of any quality."""

from collections.abc import Iterator
from typing import Any

from beian.filing import identifiers
from beian.filing.identifiers import Invalid
from beian.filing.identifiers.addresses import Range
from beian.filing.rules.findings import Document
from beian.filing.rules.walk import sites_of


def list_at(place: Any, name: str) -> list[Any]:
    """The list of that name in an object, empty where there is none."""
    value = member(place, name)
    return value if isinstance(value, list) else []


def principals(document: Document) -> Iterator[tuple[str, Any]]:
    """Every responsible person with the path: what stands there, None where nothing does."""
    yield "subject.principal", member(document, "subject", "principal")
    for index, site in sites_of(document):
        yield f"sites.{index}.principal", site.get("principal")


def member(node: Any, *steps: str) -> Any:
    """What stands at the steps below an object; None where nothing or no object does."""
    for step in steps:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def nature_of(document: Document) -> int | None:
    """The owner's nature, None while it is open or no number."""
    nature = member(document, "subject", "nature")
    return nature if type(nature) is int else None


def ranges(document: Document) -> Iterator[tuple[int, Range | None]]:
    """The provider's address ranges with their places; None for one that is no good range."""
    for place, entry in enumerate(list_at(member(document, "access"), "ip_ranges")):
        yield place, _range(entry)


def _range(entry: Any) -> Range | None:
    start, end = (entry.get("start"), entry.get("end")) if isinstance(entry, dict) else (None, None)
    if type(start) is not str or type(end) is not str or max(len(start), len(end)) > 64:
        return None
    try:
        return identifiers.ip_range(start, end)
    except Invalid:
        return None
