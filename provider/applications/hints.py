"""What the ministry says beforehand: which of an application's domains could not be filed as things stand (flows.md §4).

Advice alone: it stops nothing and reserves nothing, and where it cannot be had the work goes on without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from beian import exchange
from beian.filing.documents import FilingDocument
from beian.filing.rules import WARN, Finding
from provider.applications.models import Application
from provider.applications.questions import language

SECONDS = 2.0
# As many as one question may hold.
MOST = 200


class Hints(NamedTuple):
    """What stands against the domains, by their places in the document; `unknown` says that nobody could be asked."""

    found: list[Finding]
    unknown: bool = False

    @property
    def advice(self) -> dict[str, str]:
        """Path → what stands against it and what to do next."""
        return {one.item: f"{one.text} {one.suggestion}".strip() for one in self.found}


NONE = Hints([])


def of(application: Application, document: FilingDocument) -> Hints:
    """Ask whether the domains could be filed now; what this application itself has leased does not count against it."""
    places = _places(document)
    if not places:
        return NONE
    body = {"domains": list(places.values()), "application": application.uuid, "language": language()}
    try:
        answer = exchange.ask("ministry", "conflict.hint", body, timeout=SECONDS)
    except exchange.Unavailable:
        return Hints([], unknown=True)
    return Hints([_finding(conflict, list(places)) for conflict in answer["conflicts"]])


def _places(document: FilingDocument) -> dict[str, str]:
    """Path → domain, site by site."""
    named = [
        (f"sites.{site}.domains.{place}", name)
        for site, part in enumerate(document.sites)
        for place, name in enumerate(part.domains)
    ]
    return dict(named[:MOST])


def _finding(conflict: Mapping[str, str], places: list[str]) -> Finding:
    """A conflict's item counts the domains as they were asked: `domains.3`."""
    place = places[int(conflict["item"].removeprefix("domains."))]
    return Finding(place, conflict["kind"], conflict["text"], conflict["next_step"], "", WARN)
