"""Who starts the servers and who stops them; where they live."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from beian.engines import EngineError, Household, using
from beian.engines import places as where
from beian.engines.places import SOCKET_PATH_LIMIT, Places, copy_of
from beian.engines.processes import Account, can_reach

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parent.parent.parent
HOLDER = """
import os, sys, time
from pathlib import Path
from beian.engines import Household
with Household(Path("."), testing=True).lend("valkey"):
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def household(places, monkeypatch):
    monkeypatch.setenv("BEIAN_DATA_DIR", str(places.state))
    return Household(ROOT, testing=True)


def test_the_last_user_stops_the_server(household):
    with household.lend("valkey"):
        with Household(ROOT, testing=True).lend("valkey"):
            pid = household.status()["valkey"]
        assert household.status()["valkey"] == pid is not None
    assert household.status()["valkey"] is None


def test_a_killed_user_counts_no_longer(household):
    with subprocess.Popen([sys.executable, "-c", HOLDER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "up\n"
        other.send_signal(signal.SIGKILL)
    assert household.status()["valkey"] is not None
    with household.lend("valkey"):
        pass
    assert household.status()["valkey"] is None


def test_what_the_environment_names_is_not_started(household):
    environment = {"DATABASE_URL": "postgresql://somewhere/else", "REDIS_URL": "redis://else"}
    with using(ROOT, testing=True, environment=environment) as started:
        assert started == []
    assert household.status() == {"postgres": None, "valkey": None}


def test_addresses_go_with_the_servers(household):
    environment = {"DATABASE_URL": "postgresql://somewhere/else"}
    with using(ROOT, testing=True, environment=environment) as started:
        assert started == ["valkey"] and environment["REDIS_URL"].startswith("redis+socket://")
    assert environment == {"DATABASE_URL": "postgresql://somewhere/else"}


def test_a_long_path_gets_short_sockets(places):
    deep = Places(places.account, places.state / ("long" * 30))
    folder = deep.socket_folder("postgres")
    try:
        assert len(f"{folder}/.s.PGSQL.5432.lock") <= SOCKET_PATH_LIMIT
        assert folder == deep.socket_folder("postgres")
    finally:
        folder.rmdir()


def test_a_checkout_made_anew_in_the_same_place_begins_with_nothing(tmp_path):
    """Where the servers' account cannot go, data lie outside; they belong to the checkout with the secrets, not to its path."""
    checkout = tmp_path / ".data"
    os.mkdir(checkout)
    first = where._outside(checkout)
    assert where._outside(checkout) == first and first.parent == Path("/var/lib")
    (checkout / "outside").unlink()
    assert where._outside(checkout) != first
    assert [path.name for path in checkout.iterdir()] == ["outside"]


def test_a_socket_folder_laid_by_somebody_else_is_refused(places, tmp_path):
    (places.state / "trap.sock").symlink_to(tmp_path)
    with pytest.raises(EngineError, match="somebody else"):
        places.socket_folder("trap")


def test_a_closed_folder_is_out_of_reach_for_another_account(tmp_path):
    stranger = Account("stranger", os.geteuid() + 4321, os.getegid() + 4321)
    closed, opened = tmp_path / "closed", tmp_path / "open"
    closed.mkdir(mode=0o700)
    opened.mkdir()
    opened.chmod(0o755)
    assert not can_reach(stranger, closed)
    assert can_reach(Account("me", os.geteuid(), os.getegid()), closed)


def test_programs_out_of_reach_are_copied_once_with_what_stands_beside_them(tmp_path):
    package = tmp_path / "site-packages" / "engine"
    (package / "bin").mkdir(parents=True)
    (package / "bin" / "server").write_text("1")
    (package.parent / "engine.libs").mkdir()
    made = copy_of(package, tmp_path / "state", ("engine.libs",))
    assert (made / "bin" / "server").read_text() == "1"
    assert (made.parent / "engine.libs").is_dir()
    assert copy_of(package, tmp_path / "state", ("engine.libs",)) == made
