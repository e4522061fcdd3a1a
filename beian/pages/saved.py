"""Saved views: a name for a table's filter, order and columns, each person's own."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from beian.people.scope import Reach

MOST = 20  # of one person for one table
LONGEST_NAME, LONGEST_QUERY = 30, 2000
NOT_KEPT = ("after", "export")


class SavedViewQuerySet(NodeQuerySet):
    def visible_to(self, viewer) -> SavedViewQuerySet:
        return self.filter(node=viewer.node, user=viewer.user)


class SavedView(NodeModel):
    """`table` is the page's name and the table's; `query` the address's query, as it is shown there."""

    user = NodeForeignKey(User, models.PROTECT, related_name="+")
    table = models.TextField()
    name = models.TextField()
    query = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta(NodeModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["node", "user", "table", "name"], name="saved_view_name"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
        ]

    def __str__(self) -> str:
        return self.name


class NotSaved(ValueError):
    """str() says why, and what to do."""


class View(NamedTuple):
    """A saved view as a link on its page."""

    pk: int
    name: str
    url: str
    current: bool


class Views:
    """What a table shows of its saved views: links, and the query that would be saved now."""

    def __init__(self, request: HttpRequest, table: str, query: str) -> None:
        self.request, self.table, self.query = request, table, query

    @cached_property
    def links(self) -> list[View]:
        mine = SavedView.objects.visible_to(self.request.viewer).filter(table=self.table).order_by("id")[:MOST]
        return [View(view.pk, view.name, self._url(view.query), view.query == self.query) for view in mine]

    @property
    def full(self) -> bool:
        return len(self.links) >= MOST

    @property
    def here(self) -> str:
        """This page with the query that would be saved."""
        return self._url(self.query)

    def _url(self, query: str) -> str:
        return f"{self.request.path}?{query}" if query else self.request.path


def views_of(request: HttpRequest, name: str, query: str) -> Views | None:
    """For people who work at this node; owners and the public have none."""
    viewer, match = getattr(request, "viewer", None), getattr(request, "resolver_match", None)
    if viewer is None or viewer.user is None or viewer.reach != Reach.STAFF or match is None:
        return None
    return Views(request, f"{match.view_name} {name}", query)


def canonical(query: str) -> str:
    """A query without the place in the list, in the order in which it was given."""
    pairs = QueryDict(query).lists()
    return urlencode([(name, value) for name, values in pairs for value in values if name not in NOT_KEPT])


def save(*, user: User, table: str, name: str, query: str, now: datetime) -> SavedView:
    """Keep the view under this name; the same name again replaces it. NotSaved beyond the limit."""
    mine = SavedView.objects.filter(user=user, table=table)
    if mine.exclude(name=name).count() >= MOST:
        raise NotSaved(_("每个列表最多保存 %(n)d 个视图，请先删除不用的。") % {"n": MOST})
    kept = {"query": canonical(query)}
    return mine.update_or_create(
        user=user, table=table, name=name, defaults=kept, create_defaults=kept | {"created_at": now}
    )[0]


def rename(*, view: SavedView, name: str) -> None:
    """NotSaved where the person has another view of this name for the same table."""
    view.name = name
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        raise NotSaved(_("您已有名为“%(name)s”的视图，请换一个名称。") % {"name": name}) from None
