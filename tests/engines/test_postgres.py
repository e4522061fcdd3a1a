"""The embedded PostgreSQL: from nothing, after a crash, and beside processes that are not its own."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from beian.engines import EngineError, PostgresEngine
from beian.engines.postgres import find_programs, program_version
from beian.engines.processes import wait_until

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def engine(places):
    engine = PostgresEngine(places)
    yield engine
    engine.stop()


def ask(url, text):
    with closing(psycopg2.connect(url)) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchone() if cursor.description else None


def test_it_starts_from_nothing_with_both_logins(engine):
    urls = engine.start()
    assert ask(urls["DATABASE_OWNER_URL"], "SELECT current_user, pg_get_userbyid(datdba) FROM pg_database"
               " WHERE datname = current_database()") == ("beian_owner", "beian_owner")  # fmt: skip
    facts = "SELECT rolsuper, rolinherit, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert ask(urls["DATABASE_URL"], facts) == (False, False, False, False)


def test_it_promises_what_it_has_written(engine):
    url = engine.start()["DATABASE_OWNER_URL"]
    assert ask(url, "SELECT current_setting('fsync'), current_setting('synchronous_commit')") == ("on", "on")


def test_trigram_search_finds_chinese(engine):
    url = engine.start()["DATABASE_OWNER_URL"]
    ask(url, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(url, "SELECT show_trgm('备案') <> '{}', current_setting('server_encoding')") == (True, "UTF8")


def test_starting_twice_is_starting_once(engine):
    engine.start()
    pid = engine.pid()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: PostgresEngine(engine.places).start(), range(4)))
    assert engine.pid() == pid


def test_a_killed_server_comes_back_with_its_data(engine):
    url = engine.start()["DATABASE_OWNER_URL"]
    ask(url, "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    os.kill(engine.pid(), signal.SIGKILL)
    assert wait_until(lambda: engine.pid() is None, seconds=5)
    assert ask(engine.start()["DATABASE_OWNER_URL"], "SELECT answer FROM kept") == (42,)


def test_a_recorded_process_of_somebody_else_is_neither_believed_nor_stopped(engine):
    engine.start()
    engine.stop()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        try:
            (engine.data / "postmaster.pid").write_text(f"{stranger.pid}\n{engine.data}\n\n\n\n\n\nready\n")
            assert engine.pid() is None
            engine.stop()
            assert stranger.poll() is None
            assert ask(engine.start()["DATABASE_URL"], "SELECT 1") == (1,)
            assert engine.pid() != stranger.pid and stranger.poll() is None
        finally:
            stranger.kill()


def test_a_lock_that_a_killed_server_left_keeps_no_successor_out(engine):
    """The process that it names may be somebody else's by now, or the killed one while nobody has waited for it."""
    engine.start()
    engine.stop()
    with subprocess.Popen(["sleep", "60"], **engine.places.account.popen_arguments()) as stranger:
        try:
            lock = engine.places.socket_folder(engine.name) / ".s.PGSQL.5432.lock"
            lock.write_text(f"{stranger.pid}\n{engine.data}\n0\n5432\n{lock.parent}\n")
            assert ask(engine.start()["DATABASE_URL"], "SELECT 1") == (1,)
        finally:
            stranger.kill()


def test_a_broken_off_beginning_is_begun_again(places):
    engine = PostgresEngine(places, "broken", durable=False)
    (places.state / "broken.new").mkdir()
    (places.state / "broken.new" / "half").write_text("")
    (places.state / "broken").mkdir()
    try:
        assert ask(engine.start()["DATABASE_URL"], "SELECT current_setting('fsync')") == ("off",)
    finally:
        engine.stop()
    assert not (places.state / "broken.new").exists()


def test_data_of_another_version_are_refused_and_left_alone(places):
    data = places.state / "old"
    data.mkdir()
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(EngineError, match="made by PostgreSQL 14"):
        PostgresEngine(places, "old").start()
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]


def test_a_server_that_cannot_start_says_why(places):
    engine = PostgresEngine(places, "crooked", durable=False, settings={"max_connections": "none"})
    with pytest.raises(EngineError, match="max_connections"):
        engine.start()


def test_the_programs_say_their_version():
    assert program_version(find_programs()) in {"15", "16", "17", "18"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")
def test_under_root_the_server_is_nobody(engine):
    engine.start()
    assert os.stat(f"/proc/{engine.pid()}").st_uid == engine.places.account.uid != 0


def test_nobody_else_gets_in(engine):
    engine.start()
    sockets = engine.places.socket_folder("postgres")
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert engine.data.stat().st_mode & 0o777 == 0o700
    rules = (engine.data / "pg_hba.conf").read_text()
    assert "trust" not in rules and "host" not in rules.replace("household", "")
