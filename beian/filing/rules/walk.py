"""Walking a document: its groups of items, what stands in them, and the context that each value's rules need.

A document is plain data of any quality; a part that is no object, or no list where one belongs, is yielded as it is and judged by shape.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from beian.filing.items import ITEMS, Item


class Group(NamedTuple):
    """Items that stand together in one object: (item, the steps to it from the object)."""

    prefix: str
    items: tuple[tuple[Item, tuple[str, ...]], ...]


class Part(NamedTuple):
    """One object of a document: its group, its path and what stands there (anything)."""

    group: Group
    path: str
    node: Any


PREFIXES = (
    "sites[].pre_approvals[]",
    "sites[].principal",
    "sites[]",
    "subject.principal",
    "subject",
    "access.ip_ranges[]",
    "access",
)


def _prefix_of(key: str) -> str:
    return next(prefix for prefix in PREFIXES if key.startswith(f"{prefix}."))


def _group(prefix: str) -> Group:
    members = [item for item in ITEMS if _prefix_of(item.key) == prefix]
    return Group(prefix, tuple((item, tuple(item.parent[len(prefix) + 1 :].split("."))) for item in members))


GROUPS = {prefix: _group(prefix) for prefix in PREFIXES}


def dig(node: Any, steps: tuple[str, ...]) -> Any:
    """The value at the steps below an object; None where nothing stands, the obstacle itself where something else does."""
    for step in steps:
        if node is None:
            return None
        if not isinstance(node, dict):
            return node
        node = node.get(step)
    return node


def parts(document: Mapping[str, Any]) -> Iterator[Part]:
    """Every object of the document that holds items, in the order of the form."""
    subject = document.get("subject")
    yield Part(GROUPS["subject"], "subject", subject)
    yield Part(GROUPS["subject.principal"], "subject.principal", dig(subject, ("principal",)))
    for path, site in _each("sites", document.get("sites")):
        yield Part(GROUPS["sites[]"], path, site)
        yield from _many("sites[].pre_approvals[]", f"{path}.pre_approvals", dig(site, ("pre_approvals",)))
        yield Part(GROUPS["sites[].principal"], f"{path}.principal", dig(site, ("principal",)))
    access = document.get("access")
    yield Part(GROUPS["access"], "access", access)
    yield from _many("access.ip_ranges[]", "access.ip_ranges", dig(access, ("ip_ranges",)))


def sites_of(document: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """The document's sites that are objects, with their indexes."""
    sites = document.get("sites")
    return (
        [(place, site) for place, site in enumerate(sites) if isinstance(site, dict)] if isinstance(sites, list) else []
    )


def _each(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The members of a list with their paths; something that is no list stands as no object at the list's own path."""
    if isinstance(value, list):
        yield from ((f"{path}.{index}", member) for index, member in enumerate(value))
    elif value is not None:
        yield path, (value,)


def _many(prefix: str, path: str, value: Any) -> Iterator[Part]:
    yield from (Part(GROUPS[prefix], place, node) for place, node in _each(path, value))


# What a context may hold and of which type; anything else in it is left out, so that rules may rely on it.
_KINDS: dict[str, type] = {
    "nature": int,
    "owner": str,
    "province": str,
    "city": str,
    "county": str,
    "certificate_type": int,
    "mobile": str,
    "start": str,
    "authorisation": str,
    "today": date,
    "as_written": bool,
    "ip_only": bool,
}
_LISTS: dict[str, type] = {"domains": str, "addresses": str, "approvals": int}


def tidy(context: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The members of a context that are of the right type, with today where it names no day."""
    return {"today": today} | _kept(context)


def _kept(context: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in context.items():
        if type(value) is _KINDS.get(name):
            kept[name] = value
        elif name in _LISTS and isinstance(value, list | tuple | set | frozenset):
            kind = _LISTS[name]
            kept[name] = [member for member in value if type(member) is kind and not _is_long(member)]
    return kept


def _is_long(member: Any) -> bool:
    return isinstance(member, str) and len(member) > 255


def common(document: Mapping[str, Any]) -> dict[str, Any]:
    """What every rule may ask about the subject."""
    subject = document.get("subject")
    return {
        "nature": dig(subject, ("nature",)),
        "owner": dig(subject, ("name",)),
        "province": dig(subject, ("address", "province")),
        "city": dig(subject, ("address", "city")),
        "county": dig(subject, ("address", "county")),
    }


def beside(part: Part, shared: dict[str, Any]) -> dict[str, Any]:
    """The context of a part's items: what the whole document shares (tidied) and what stands beside them."""
    near = nearby(part)
    return shared | _kept(near) if near else shared


def nearby(part: Part) -> dict[str, Any]:
    """What stands beside an item in its own object: the certificate's type, the mobile, the range's start, the site's domains."""
    node, prefix = part.node, part.group.prefix
    if prefix in ("subject", "subject.principal", "sites[].principal"):
        return {"certificate_type": dig(node, ("certificate", "type")), "mobile": dig(node, ("mobile",))}
    if prefix == "access.ip_ranges[]":
        return {"start": dig(node, ("start",))}
    if prefix != "sites[]" or not isinstance(node, dict):
        return {}
    approvals = node.get("pre_approvals")
    kinds = [entry.get("kind") for entry in approvals if isinstance(entry, dict)] if isinstance(approvals, list) else []
    return {name: node.get(name) for name in ("domains", "addresses", "ip_only")} | {"approvals": kinds}
