"""The navigation of each portal is data that the tiers register, since pages may not know any tier.

A tier's entries stand in `<tier>/navigation.py`, which is found by itself:

    register(NavigationEntry(tier="province", roles=("province_reviewer",), label=_("审核队列"), url_name="queue", order=10))
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from beian.people.nodes import node_url, tier_of


@dataclass(frozen=True)
class NavigationEntry:
    """One line of the navigation: `label` is lazy, `url_name` has no namespace and takes nothing but the node."""

    tier: str
    roles: Collection[str]
    label: str | Promise
    url_name: str
    order: int = 100


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    current: bool


_entries: dict[tuple[str, str], NavigationEntry] = {}


def register(entry: NavigationEntry) -> None:
    """Add an entry; the same page registered again (a reloaded module) replaces itself."""
    _entries[entry.tier, entry.url_name] = entry


@cache
def _discover() -> None:
    autodiscover_modules("navigation")


def entries_for(*, node: str, roles: Collection[str]) -> list[NavigationEntry]:
    """The entries of this node's tier that one of these roles may open, in their order."""
    _discover()
    mine = [entry for entry in _entries.values() if entry.tier == tier_of(node) and set(entry.roles) & set(roles)]
    return sorted(mine, key=lambda entry: entry.order)


def links_for(*, node: str, roles: Collection[str], path: str) -> list[Link]:
    """Addresses of those entries; the current one is the longest that the path begins with."""
    pairs = [
        (entry.label, url) for entry in entries_for(node=node, roles=roles) if (url := address(node, entry.url_name))
    ]
    best = max((url for _, url in pairs if path.startswith(url)), key=len, default="")
    return [Link(label, url, url == best) for label, url in pairs]


def address(node: str, name: str) -> str:
    """The page's address, or "": a portal may be served without some of its packages, and then has no link to them."""
    try:
        return node_url(node, name)
    except NoReverseMatch:
        return ""
