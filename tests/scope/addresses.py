"""Every address of a resolver, and the real foreign id that each of its arguments takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from beian.people.access import Access

if TYPE_CHECKING:
    from tests.scope.world import World

TIERS = ("provider", "province", "ministry")
# Names what every node holds alike, and so is nobody's record: a code table and its editions, a component of the gallery, a place of the map.
SHARED = {
    "table": "owner_natures",
    "version": 2,
    "component": "badge",
    "province": "11",
    "provider": "p01",
    "policy": "p16",
}


class Unknown(LookupError):
    """An address with an argument for which the world has no foreign id."""


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: `name` with its namespace, the whole route, the view, and its arguments as (converter, name)."""

    name: str
    route: str
    view: Callable
    arguments: tuple[tuple[str, str], ...]

    @property
    def tier(self) -> str:
        """The tier whose nodes have this page; empty for pages at the root and of the public."""
        return next((tier for tier in TIERS if self.route.startswith(f"{tier}/")), "")

    @property
    def access(self) -> Access | None:
        return getattr(self.view, "access", None)

    @property
    def names_a_record(self) -> bool:
        return any(name not in ("code", *SHARED) for _converter, name in self.arguments)

    def path(self, values: dict[str, Any]) -> str:
        """The path with these values in the places of the arguments."""
        path = self.route
        for converter, name in self.arguments:
            path = path.replace(f"<{converter}:{name}>", str(values[name]))
        return f"/{path}"


def addresses(urlconf: str | None = None) -> list[Address]:
    """All of them; a pattern that is no route (a regular expression) is refused, since nobody can say what its ids are."""
    return list(_walk(get_resolver(urlconf), "", "", ()))


def _walk(resolver: URLResolver, space: str, route: str, arguments: tuple) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if not isinstance(entry.pattern, RoutePattern):
            raise Unknown(f"not a route: {entry.pattern!r}")
        here, takes = route + str(entry.pattern), arguments + _arguments(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, entry.namespace or space, here, takes)
        else:
            yield Address(f"{space}:{entry.name}" if space else str(entry.name), here, entry.callback, takes)


def _arguments(entry: URLPattern | URLResolver) -> tuple[tuple[str, str], ...]:
    kinds = {"IntConverter": "int", "StringConverter": "str", "SlugConverter": "slug", "UUIDConverter": "uuid"}
    return tuple((kinds[type(kept).__name__], name) for name, kept in entry.pattern.converters.items())


# The application that an owner's or a counter's page is about.
_STATES = {
    "application_page": "draft",
    "application_check": "draft",
    "application_site_add": "draft",
    "application_site_remove": "draft",
    "application_submit": "draft",
    "application_mend": "returned",
    "application_submitted": "submitted",
    "application_withdraw": "submitted",
    "application_booking": "prechecked",
    "application_booking_cancel": "prechecked",
    "filing_booking": "prechecked",
    "filing_booking_cancel": "prechecked",
    "precheck": "submitted",
    "precheck_pass": "submitted",
    "precheck_return": "submitted",
    "report": "verified",
    "precheck_call": "submitted",
    "precheck_put_back": "submitted",
    "sheet_print": "verified",
    "sheet_draft": "verified",
    "behalf_form": "behalf",
    "behalf_papers": "behalf",
    "behalf_check": "behalf",
}
_CONSTANT = {("slug", "page"): "subject", ("int", "number"): 1, ("str", "path"): "subject.name"}


def foreign(address: Address, world: World) -> dict[str, Any]:
    """Argument → a real id of somebody else's record, the node's code left out; Unknown where the world has none."""
    found = {}
    for converter, name in address.arguments:
        if name != "code":
            found[name] = _value(address, converter, name, world)
            if found[name] in (None, ""):
                raise Unknown(f"{address.route}: the story has no {name}")
    return found


def _value(address: Address, converter: str, name: str, world: World) -> Any:
    if name in SHARED:
        return SHARED[name]
    page = address.name.partition(":")[2]
    home = {"provider": "provider:p01", "province": "province:11", "ministry": "ministry"}.get(address.tier, "")
    match address.tier, converter, name:
        case _, "int", "pk" if page.startswith("exchange"):
            return world.messages[home]
        case _, "uuid", "uuid" if page == "evidence_file":
            return world.evidence[home]
        case _, "int", "pk" if page.startswith("disposal"):
            return world.lists[home]
        case _, "int", "pk" if page.startswith("job"):
            return world.jobs[home]
        case _, "int", "pk" if page.startswith("saved_view"):
            return world.views[home]
        case _, "uuid", "uuid" if page.startswith("office_notice") or page == "notice":
            return world.notices[home]
        case "province", _, _ if page.startswith("sample"):
            return world.drawn.get(name)
        case "provider", "uuid", "uuid" if page.startswith("sample"):
            return world.drawn.get(name)
        case _, "slug", "number" if page.startswith("backdrop"):
            return world.backdrop
        case "province", "int", "pk" if page.startswith("identit"):
            return world.identity
        case "provider", "int", "pk" if page.startswith(("booking", "desk", "revisit")):
            return world.kept[
                "closure" if page == "desk_reopen" else "plan" if page == "revisit_plan" else page.partition("_")[0]
            ]
        case "provider", "uuid", "uuid":
            return world.applications[_state_of(page)]
        case "provider", "uuid", "paper":
            return world.paper
        case "province", "uuid", "uuid" if page == "case_paper":
            return world.sheet
        case "province", "int", "pk" if page.startswith("rules"):
            return world.edition if page == "rules_edition" else world.trial
        case "province", "int", "number" if page.startswith("reason"):
            return world.reason
        case "province", "int", "pk":
            return world.subject if page.startswith("register") else world.cases[world.applications["reviewed"]]
        case "ministry", "int", "pk" if page.startswith("blacklist"):
            return world.listed
        case "ministry", "uuid", "uuid" if page.startswith("passage_paper"):
            return world.sheet
        case "ministry", "uuid", "application":
            return world.applications["reviewed"]
        case "ministry" | "", "str", "number":
            return world.number
        case "", "str", "domain":
            return world.domain
        case "", "uuid", "token":
            return world.token
        case "provider", _, _ if (converter, name) in _CONSTANT:
            return _CONSTANT[converter, name]
    raise Unknown(f"{address.route}: no foreign id is known for <{converter}:{name}>")


def _state_of(page: str) -> str:
    return "prechecked" if page.startswith("visit") else _STATES.get(page, "granted")
