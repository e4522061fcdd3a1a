"""Which editions a node holds, kept per process for a few seconds: tables are looked at thousands of times for each time that one changes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import MappingProxyType
from weakref import WeakValueDictionary

from django.conf import settings
from django.db import transaction

from beian.editions.models import Edition
from beian.people import scope
from beian.reference import tables
from beian.reference.tables import Held, Holding, Table

_known: dict[str, tuple[float, Holding]] = {}
# Nodes that hold the same edition share one table, and with it whatever is cached by table.
_by_digest: WeakValueDictionary[tuple[str, str], Table] = WeakValueDictionary()


def held(node: str) -> Holding:
    """The editions beyond the packaged ones that the node holds; read anew when the last reading is older than TABLES_FRESH_SECONDS."""
    found = _known.get(node)
    now = time.monotonic()
    if found is None or now - found[0] > settings.TABLES_FRESH_SECONDS:
        found = _known[node] = (now, _read())
    return found[1]


def renewed() -> None:
    """The current transaction has taken an edition: it sees it at once, this process after the commit, others within seconds."""
    node = scope.current().node
    tables.renew(_read())
    transaction.on_commit(lambda: forget(node))


def forget(node: str | None = None) -> None:
    """Read again at the next use, for one node or for all."""
    if node is None:
        _known.clear()
    else:
        _known.pop(node, None)


def _read() -> Holding:
    """Every edition's heading, and the rows of those whose content this process does not know yet."""
    heads = list(Edition.objects.order_by("name", "version").values_list("name", "version", "digest", "in_force_from"))
    contents = _contents({(name, digest) for name, _version, digest, _from in heads})
    found: dict[str, list[Held]] = {}
    for name, version, digest, in_force_from in heads:
        found.setdefault(name, []).append(Held(version, in_force_from, contents[name, digest]))
    return MappingProxyType({name: tuple(editions) for name, editions in found.items()})


def _contents(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Table]:
    contents = {key: known for key in wanted if (known := _by_digest.get(key)) is not None}
    if missing := wanted - contents.keys():
        digests = {digest for _name, digest in missing}
        for name, digest, rows in Edition.objects.filter(digest__in=digests).values_list("name", "digest", "rows"):
            contents[name, digest] = _by_digest.setdefault((name, digest), made(name, rows))
    return contents


def made(name: str, rows: Iterable[dict]) -> Table:
    """The table of these rows in their JSON form."""
    return Table(name, [tables.read(raw) for raw in rows])


def latest(name: str) -> Held | None:
    """The latest edition of this table that the node of the scope holds, in force or not yet; None: the packaged one."""
    found = held(scope.current().node).get(name)
    return found[-1] if found else None


def version_of(name: str) -> int:
    """Its number; 1 is the packaged edition."""
    found = latest(name)
    return found.version if found else 1
