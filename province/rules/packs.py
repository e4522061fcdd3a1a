"""The bureau's own pack: the edition in force, what is announced for later, what came before, and the draft of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beian.editions.models import Draft, Edition
from beian.people import scope
from beian.people.access import Viewer
from beian.people.nodes import code_of
from beian.reference import tables
from beian.reference.tables import Table

IN_FORCE, ANNOUNCED, PAST, OVERTAKEN = "in_force", "announced", "past", "overtaken"
WORDS: dict[str, tuple[str | Promise, str]] = {
    IN_FORCE: (_("现行"), "success"),
    ANNOUNCED: (_("待施行"), "info"),
    PAST: (_("已被取代"), "neutral"),
    OVERTAKEN: (_("未施行即被取代"), "neutral"),
}


class Standing(NamedTuple):
    """An edition and whether it counts. Its rows are not read until they are asked for."""

    edition: Edition
    state: str

    @property
    def words(self) -> tuple[str | Promise, str]:
        """Label and tone of a badge."""
        return WORDS[self.state]

    @property
    def begins(self) -> date:
        return _begins(self.edition)


def own() -> str:
    """The name of this bureau's pack: rules.33."""
    return tables.pack_name(code_of(scope.current().node))


def in_force(on: date) -> Table:
    """The rules that this bureau asks for on that day."""
    return tables.rule_pack(code_of(scope.current().node), on)


def editions(viewer: Viewer):
    """Every edition of the bureau's pack that was ever published."""
    return Edition.objects.visible_to(viewer).filter(name=own())


def standings(viewer: Viewer, on: date) -> list[Standing]:
    """Every edition, the latest first. Of those that have begun the latest counts; one that a later edition overtook never did."""
    found = list(editions(viewer).defer("rows").order_by("-version"))
    return [Standing(edition, _state(edition, found[:place], on)) for place, edition in enumerate(found)]


def _state(edition: Edition, later: Sequence[Edition], on: date) -> str:
    start = _begins(edition)
    if any(_begins(other) <= start for other in later):
        return OVERTAKEN
    if start > on:
        return ANNOUNCED
    return PAST if any(_begins(other) <= on for other in later) else IN_FORCE


def _begins(edition: Edition) -> date:
    return edition.in_force_from or timezone.localdate(edition.published_at)


def draft(viewer: Viewer) -> Draft | None:
    """What the bureau's officers are working on, if anything."""
    return Draft.objects.visible_to(viewer).select_related("edited_by").filter(name=own()).first()
