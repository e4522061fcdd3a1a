"""Nodes: the ministry, 31 provinces, the providers; and the column that says to which of them a row belongs."""

from __future__ import annotations

import re

from django.db import models
from django.urls import reverse

from beian.audit.columns import NodeField
from beian.people import scope

MINISTRY = "ministry"
_PLACE = re.compile(r"/(provider|province)/([a-z0-9]{1,32})(?=/|$)")


class NodeQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> NodeQuerySet:
        """The rows that this viewer may see: the first fence, in code. The database's row policies are the second."""
        return self.filter(node=viewer.node)


class NodeModel(models.Model):
    """A table whose rows each belong to one node. NodeTable in the app's 0002_scope migration adds keys, policies and grants."""

    node = NodeField()
    objects = NodeQuerySet.as_manager()

    class Meta:
        abstract = True


class NodeForeignKey(models.ForeignKey):
    """A reference inside one node. The real constraint is composite, (node, fk) → (node, id), and is made by NodeTable:

    a plain foreign key ignores row-level security, so that it would tell whether another node's row exists.
    """

    def __init__(self, to, on_delete, **kwargs):
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


def tier_of(node: str) -> str:
    """ministry, province or provider."""
    return node.partition(":")[0]


def code_of(node: str) -> str:
    """11 of province:11, p01 of provider:p01, nothing for the ministry."""
    return node.partition(":")[2]


def province_node(code: str) -> str:
    return f"province:{code}"


def node_of_path(path: str) -> str | None:
    """The node that a path belongs to: the address says whose system one is in (decision 6). None at the root."""
    if path.startswith(("/ministry/", "/query/", "/api/v1/")):
        return MINISTRY
    match = _PLACE.match(path)
    return f"{match[1]}:{match[2]}" if match else None


def prefix_of(node: str) -> str:
    """The path prefix of a node's pages, also the path of its session cookie."""
    return "/ministry/" if node == MINISTRY else f"/{tier_of(node)}/{code_of(node)}/"


def node_url(node: str, name: str, *args) -> str:
    """The address of a tier's page at this node: node_url("province:11", "case", 7)."""
    own = [code_of(node)] if code_of(node) else []
    return reverse(f"{tier_of(node)}:{name}", args=[*own, *args])


def here(name: str, *args) -> str:
    """node_url for the node of the current scope."""
    return node_url(scope.current().node, name, *args)
