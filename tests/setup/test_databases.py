"""The tests' own databases: built once, cloned, emptied after each test, and never left behind."""

import os
import subprocess
import sys
import time
from contextlib import closing

import psycopg2
import pytest

from tests import databases
from tests.conftest import ROOT

SCRATCHES, MOULDS = f"beian_scratch{os.getpid()}_", f"beian_mould{os.getpid()}_"
pytestmark = [pytest.mark.django_db, pytest.mark.whole]


@pytest.fixture
def cluster(db):
    cluster = databases.Cluster(os.environ["DATABASE_OWNER_URL"])
    yield cluster
    cluster.close()


@pytest.fixture
def scratch(cluster, monkeypatch):
    """A database with two tables that refer to each other, one of them guarded, and a row that came with it."""
    monkeypatch.setattr(databases, "CLONE", SCRATCHES)
    name = cluster.clone("template1", "try")
    url = databases.named(cluster.owner_url, name)
    with closing(psycopg2.connect(url)) as line, line, line.cursor() as cursor:
        cursor.execute(SCRATCH)
    yield url
    cluster.drop(name)


SCRATCH = """
CREATE TABLE loaded (code text PRIMARY KEY);
INSERT INTO loaded VALUES ('came with it');
CREATE TABLE parent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, best bigint);
CREATE TABLE child (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent bigint NOT NULL REFERENCES parent);
ALTER TABLE parent ADD FOREIGN KEY (best) REFERENCES child;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$;
CREATE TRIGGER keep BEFORE DELETE ON child FOR EACH ROW EXECUTE FUNCTION refuse();
"""


def test_a_flush_takes_what_the_test_wrote_and_leaves_what_came_with_the_database(scratch):
    flush = databases.Flush(scratch)
    with closing(psycopg2.connect(scratch)) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute("INSERT INTO loaded VALUES ('new'); INSERT INTO parent DEFAULT VALUES")
            cursor.execute(
                "INSERT INTO child (parent) SELECT id FROM parent; UPDATE parent SET best = (SELECT id FROM child)"
            )
            flush()
            cursor.execute(
                "SELECT (SELECT count(*) FROM parent), (SELECT count(*) FROM child), array_agg(code) FROM loaded"
            )
            assert cursor.fetchone() == (0, 0, ["came with it"])
            cursor.execute("INSERT INTO parent DEFAULT VALUES; INSERT INTO child (parent) SELECT id FROM parent")
            with pytest.raises(psycopg2.errors.RaiseException, match="append only"):
                cursor.execute("DELETE FROM child")
    flush.close()


def test_what_a_killed_run_left_is_swept_and_what_a_living_one_holds_is_not(cluster, monkeypatch):
    monkeypatch.setattr(databases, "CLONE", SCRATCHES)
    monkeypatch.setattr(databases, "TEMPLATE", MOULDS)
    living = databases.Cluster(cluster.owner_url)
    held = living.clone("template1", "held")
    killed = databases.Cluster(cluster.owner_url)
    left = killed.clone("template1", "left")
    killed.close()
    assert swept_to(cluster, [held]) and left != held
    living.close()
    assert swept_to(cluster, [])


def swept_to(cluster, names: list[str]) -> bool:
    """Whether sweeping leaves these: the server lets go of a closed line's locks a moment later."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        cluster.sweep(keep="none")
        if cluster.databases(SCRATCHES) == names:
            return True
        time.sleep(0.02)
    return False


def test_a_template_is_built_once_and_again_if_building_broke_off(cluster, monkeypatch):
    monkeypatch.setattr(databases, "TEMPLATE", MOULDS)
    built = []
    with pytest.raises(ZeroDivisionError):
        cluster.template("try", lambda name: built.append(name) or 1 / 0)
    name = cluster.template("try", built.append)
    assert cluster.template("try", built.append) == name == f"{MOULDS}try"
    assert len(built) == 2
    cluster.drop(name)


def test_the_template_follows_migrations_and_what_they_import(tmp_path):
    (tmp_path / "beian" / "migrations").mkdir(parents=True)
    (tmp_path / "beian" / "people").mkdir()
    (tmp_path / "beian" / "migrations" / "0001_initial.py").write_text("from beian.people import rights\n")
    (tmp_path / "beian" / "people" / "rights.py").write_text("import beian.people.roles\n")
    (tmp_path / "beian" / "people" / "roles.py").write_text("ROLES = []\n")
    (tmp_path / "beian" / "people" / "views.py").write_text("")
    first = databases.schema_hash(tmp_path)
    (tmp_path / "beian" / "people" / "views.py").write_text("pages = []\n")
    assert databases.schema_hash(tmp_path) == first
    (tmp_path / "beian" / "people" / "roles.py").write_text("ROLES = ['leader']\n")
    assert databases.schema_hash(tmp_path) != first


@pytest.mark.parametrize(
    "address, other",
    [
        ("postgresql://me@/beian?host=%2Fsome%2Fplace", "postgresql://me@/other?host=%2Fsome%2Fplace"),
        ("postgresql:///beian", "postgresql:///other"),
        ("postgresql://me:word@host:5433/beian", "postgresql://me:word@host:5433/other"),
    ],
)
def test_an_address_gets_another_database(address, other):
    assert databases.named(address, "other") == other


def test_a_command_on_a_database_without_tables_says_how_to_make_them(cluster):
    empty = cluster.clone("template1", "empty")
    urls = {name: databases.named(os.environ[name], empty) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    command = [sys.executable, "manage.py", "exchange", "status"]
    try:
        told = subprocess.run(command, env=os.environ | urls, cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        cluster.drop(empty)
    assert told.returncode == 1
    assert "manage.py migrate --database=owner" in told.stderr
    assert "Traceback" not in told.stderr
