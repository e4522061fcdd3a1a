"""Where measurements happen: a database and a broker of their own beside the others, and a process that sees only those."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beian.engines import ValkeyEngine
from beian.engines.places import Places
from tests.databases import ROOT, Cluster, named, schema_hash


def measured() -> int:
    """Run every measurement in a process of its own; its exit code."""
    with stage() as environment:
        return subprocess.run([sys.executable, "-m", "tests.bench"], cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def stage() -> Iterator[dict[str, str]]:
    """An environment with an empty database, broker and evidence folder, all removed afterwards."""
    home = Places.of(ROOT)
    folder = Path(tempfile.mkdtemp(prefix="try-", dir=home.state))
    folder.chmod(0o755)
    broker = ValkeyEngine(Places(home.account, folder), durable=False)
    try:
        with _database() as addresses:
            yield {**os.environ, **addresses, **broker.start(), **_files(folder)}
    finally:
        broker.stop()
        shutil.rmtree(folder)


def _files(folder: Path) -> dict[str, str]:
    return {"MEDIA_ROOT": str(folder / "media"), "BEIAN_BENCH": str(folder), "BEIAN_NODES": "*"}


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A clone of the migrated template on the server at hand."""
    cluster = Cluster(os.environ["DATABASE_OWNER_URL"])
    try:
        template = cluster.template(schema_hash(), build=_migrate)
        cluster.sweep(keep=template)
        name = cluster.clone(template, "bench")
        try:
            yield _addresses(name)
        finally:
            cluster.drop(name)
    finally:
        cluster.close()


def _addresses(name: str) -> dict[str, str]:
    return {variable: named(os.environ[variable], name) for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")}


def _migrate(name: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--database", "owner", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **_addresses(name)}, check=True)
