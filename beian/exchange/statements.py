"""Statements that every pump asks several times: a connection plans each once, which takes longer than answering it."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from django.db import connection

_known: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()


class Prepared:
    """A prepared statement. Its plan is PostgreSQL's to renew: for another role, and whenever tables or statistics change."""

    def __init__(self, name: str, text: str, **types: str) -> None:
        """`text` names its values as %(value)s; `types`: value → its type in SQL."""
        self.name = f"exchange_{name}"
        self._prepare = f"PREPARE {self.name} ({', '.join(types.values())}) AS " + text % {
            value: f"${place}" for place, value in enumerate(types, 1)
        }
        self._execute = f"EXECUTE {self.name} ({', '.join(f'%({value})s' for value in types)})"

    def rows(self, values: Mapping[str, object]) -> list[tuple]:
        """The answer to these values, of which it takes its own; prepared by the first who asks on a connection."""
        with connection.cursor() as cursor:
            known = _known.setdefault(connection.connection, set())
            if self.name not in known:
                cursor.execute(self._prepare)
                known.add(self.name)
            cursor.execute(self._execute, values)
            return cursor.fetchall()
