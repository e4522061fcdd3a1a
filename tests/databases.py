"""Test databases: the owner migrates one template per state of the migrations, and every worker clones it.

Advisory locks, held by a connection that lives as long as its process, say who uses what: nobody builds a template
twice, and whatever a killed run left behind is found and dropped by the next one.
"""

import ast
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("beian", "provider", "province", "ministry", "verification", "scoring")
THIRD_PARTY = ("Django", "django-guardian", "django-pgtrigger")
TEMPLATE, CLONE = "beian_template_", "beian_test_"
DATA_SUFFIXES = (".json", ".csv", ".sql", ".txt")


def named(url: str, database: str) -> str:
    """The address `url` with another database name."""
    parts = urlsplit(url)
    # An empty host must keep its two slashes, which urlunsplit drops for schemes it does not know.
    return urlunsplit(parts._replace(path=f"/{database}")).replace(
        f"{parts.scheme}:/{database}", f"{parts.scheme}:///{database}"
    )


# ---- what the template depends on


def schema_hash(root: Path = ROOT) -> str:
    """Twelve digits that change with any migration, with any source a migration imports, and with the libraries."""
    digest = hashlib.sha256("".join(version(name) for name in THIRD_PARTY).encode())
    for path in sorted(schema_sources(root)):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def schema_sources(root: Path) -> set[Path]:
    """Migrations, the project's modules that they import, in turn, and the data files beside those."""
    found: set[Path] = set()
    waiting = [path for name in PACKAGES for path in (root / name).glob("**/migrations/*.py")]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += imported(path, root)
    return found | {data for folder in {path.parent for path in found} for data in data_files(folder, root)}


def imported(path: Path, root: Path) -> Iterator[Path]:
    """The project's files that the module at `path` imports by absolute name."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.split(".")[0] in PACKAGES:
                stem = root.joinpath(*name.split("."))
                yield from (file for file in (stem.with_suffix(".py"), stem / "__init__.py") if file.is_file())


def data_files(folder: Path, root: Path) -> Iterator[Path]:
    """Data files in a package's folder and right below it."""
    if folder.parent != root:
        for pattern in ("*", "data/*", "sql/*"):
            yield from (file for file in folder.glob(pattern) if file.suffix in DATA_SUFFIXES)


# ---- locks, templates and clones


class Cluster:
    """The owner's view of the server: one connection of its own that holds this process's locks until it ends."""

    def __init__(self, owner_url: str) -> None:
        self.owner_url = owner_url
        self.line = psycopg2.connect(owner_url)
        self.line.autocommit = True

    def rows(self, text: str, *values: object) -> list[tuple]:
        """Rows of one statement."""
        with self.line.cursor() as cursor:
            cursor.execute(text, values or None)
            return cursor.fetchall() if cursor.description else []

    def run(self, text: str, *names: str) -> None:
        """Run a statement about databases, its names quoted."""
        with self.line.cursor() as cursor:
            cursor.execute(sql.SQL(text).format(*map(sql.Identifier, names)))

    def databases(self, prefix: str) -> list[str]:
        """Names of existing databases with this beginning."""
        return [name for (name,) in self.rows("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", prefix)]

    def template(self, digest: str, build: Callable[[str], None]) -> str:
        """Name of the template for `digest`; `build(name)` fills it if this process is the first to need it."""
        name, draft = f"{TEMPLATE}{digest}", f"{TEMPLATE}{digest}_draft"
        self.rows("SELECT pg_advisory_lock_shared(hashtext(%s))", name)  # kept: no sweep drops it under our hands
        self.rows("SELECT pg_advisory_lock(hashtext(%s))", f"{name} building")
        try:
            if name not in self.databases(name):
                self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
                self.run(
                    "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C.UTF-8'",
                    draft,
                )
                build(draft)
                self.run("ALTER DATABASE {} RENAME TO {}", draft, name)
        finally:
            self.rows("SELECT pg_advisory_unlock(hashtext(%s))", f"{name} building")
        return name

    def clone(self, template: str, worker: str) -> str:
        """A fresh copy of `template` that belongs to this process."""
        name = f"{CLONE}{os.getpid()}_{worker}"
        self.rows("SELECT pg_advisory_lock(hashtext(%s))", name)
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self.run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def sweep(self, *, keep: str) -> None:
        """Drop clones and templates that no living process holds, the template `keep` excepted."""
        for name in self.databases(CLONE) + self.databases(TEMPLATE):
            lock = re.sub("_draft$", " building", name)
            if (
                name in (keep, f"{keep}_draft")
                or not self.rows("SELECT pg_try_advisory_lock(hashtext(%s))", lock)[0][0]
            ):
                continue
            try:
                self.drop(name)
            finally:
                self.rows("SELECT pg_advisory_unlock(hashtext(%s))", lock)

    def close(self) -> None:
        """Give up the locks."""
        self.line.close()


# ---- emptying a clone between tests


class Flush:
    """Removes what a test wrote, as the owner: one statement for all tables, so that foreign keys need no order.

    Rows that migrations loaded stay; triggers that forbid deletion rest meanwhile.
    """

    def __init__(self, url: str) -> None:
        self.line = psycopg2.connect(url)
        self.line.autocommit = True
        self.tables = self._tables()
        self.loaded = {table: self._keys(table) for table in self._filled()}
        self.guarded = {name for (name,) in self._rows(GUARDED)}

    def __call__(self) -> None:
        """Empty every table that has rows of a test, in one transaction."""
        filled = [table for table in self._filled() if table not in self.loaded or self._grown(table)]
        if not filled:
            return
        guarded = [table for table in filled if table in self.guarded]
        statements = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded]
        statements += [self._deletion(filled)]
        statements += [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded]
        with self.line.cursor() as cursor:
            cursor.execute("BEGIN; SET LOCAL lock_timeout = '10s'; " + "; ".join(statements) + "; COMMIT")

    def close(self) -> None:
        """Close the connection, so that the database can be dropped."""
        self.line.close()

    def _rows(self, text: str) -> list[tuple]:
        with self.line.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall()

    def _tables(self) -> dict[str, str]:
        return {table: key for table, key in self._rows(TABLES) if table != "django_migrations"}

    def _filled(self) -> list[str]:
        probes = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in self.tables]
        return [table for (table,) in self._rows(" UNION ALL ".join(probes))] if probes else []

    def _keys(self, table: str) -> list[str]:
        key = self.tables[table]
        return [value for (value,) in self._rows(f"SELECT ({key})::text FROM {table}")]

    def _grown(self, table: str) -> bool:
        return set(self._keys(table)) != set(self.loaded[table])

    def _deletion(self, tables: list[str]) -> str:
        """One DELETE in several common table expressions: foreign keys are checked when all of it is done."""
        deletions = [f"DELETE FROM {table}{self._except_loaded(table)}" for table in tables]
        parts = [f"d{number} AS ({text})" for number, text in enumerate(deletions[1:])]
        return (f"WITH {', '.join(parts)} " if parts else "") + deletions[0]

    def _except_loaded(self, table: str) -> str:
        if table not in self.loaded:
            return ""
        keys = sql.Literal(self.loaded[table]).as_string(self.line)
        return f" WHERE ({self.tables[table]})::text <> ALL ({keys}::text[])"


# Ordinary tables and partitioned parents, each with its primary key's columns.
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname),
       coalesce((SELECT string_agg(format('%I', a.attname), ' || ''/'' || ')
                 FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                 WHERE i.indrelid = c.oid AND i.indisprimary), 'ctid')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'django_migrations'
ORDER BY 1
"""
# Tables whose own triggers watch deletions (bit 8 of pg_trigger.tgtype).
GUARDED = """
SELECT DISTINCT format('%I.%I', n.nspname, c.relname)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND n.nspname = 'public' AND t.tgtype & 8 <> 0
"""
