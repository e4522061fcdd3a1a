"""The world is told once for each worker; every further story that needs it gets its rows and files as they were when it had just been told."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import psycopg2

from beian.editions import reading
from beian.people import keys
from tests.cast import Cast
from tests.databases import TABLES
from tests.scope.world import STATES, World

# What a table's row consists of: the columns that are not computed from others.
_COLUMNS = """
SELECT format('%I.%I', n.nspname, c.relname), string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY 1
"""


class Told:
    """One world: where its rows (a schema that only the database's owner sees) and its files are kept."""

    def __init__(self, world: World, owner_url: str, schema: str, media: Path, folder: Path) -> None:
        self.world, self.owner_url, self.schema, self.folder = world, owner_url, schema, folder
        self.people = dict(world.cast._people)
        shutil.copytree(media, folder)
        self.filled = self._keep()

    def _keep(self) -> list[str]:
        with psycopg2.connect(self.owner_url) as line, line.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {self.schema}")
            cursor.execute(TABLES)
            tables = [table for table, _key in cursor.fetchall()]
            cursor.execute(_COLUMNS)
            self.columns = dict(cursor.fetchall())
            filled = [table for table in tables if self._copied(cursor, table)]
        line.close()
        return filled

    def _place(self, table: str) -> str:
        return f"{self.schema}.{table.partition('.')[2]}"

    def _copied(self, cursor, table: str) -> int:
        cursor.execute(f"CREATE UNLOGGED TABLE {self._place(table)} AS SELECT {self.columns[table]} FROM {table}")
        return cursor.rowcount

    def restore(self, cast: Cast, media: Path, flush) -> World:
        """In place of whatever the database holds: the world again, its people known to this story's cast."""
        flush()
        self._put_back()
        shutil.copytree(self.folder, media, dirs_exist_ok=True)
        keys.forget()
        reading.forget()
        cast._people = dict(self.people)
        world = copy.copy(self.world)
        world.cast, world.canaries, world._admitted = cast, copy.deepcopy(self.world.canaries), {}
        return world

    def _put_back(self) -> None:
        """All tables in one statement, so that foreign keys need no order; triggers rest meanwhile."""
        parts = [
            f"INSERT INTO {table} ({self.columns[table]}) OVERRIDING SYSTEM VALUE"
            f" SELECT {self.columns[table]} FROM {self._place(table)} ON CONFLICT DO NOTHING"
            for table in self.filled
        ]
        named = ", ".join(f"i{number} AS ({part})" for number, part in enumerate(parts[1:]))
        resting = [f"ALTER TABLE {table} {{}} TRIGGER USER" for table in self.filled]
        steps = [*(each.format("DISABLE") for each in resting), f"WITH {named} {parts[0]}"]
        steps += ["SET CONSTRAINTS ALL IMMEDIATE", *(each.format("ENABLE") for each in resting)]
        with psycopg2.connect(self.owner_url) as line, line.cursor() as cursor:
            cursor.execute("; ".join(steps))
        line.close()


class Worlds:
    """The worlds that this worker has told, by the states of their applications."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kept = folder, {}

    def world(self, cast: Cast, media: Path, owner_url: str, flush, states: tuple[str, ...] = STATES) -> World:
        if states in self.kept:
            return self.kept[states].restore(cast, media, flush)
        world = World(cast, states)
        number = len(self.kept)
        self.kept[states] = Told(world, owner_url, f"told{number}", media, self.folder / str(number))
        copied = copy.copy(world)
        copied.canaries = copy.deepcopy(world.canaries)
        copied._admitted = {}
        return copied
