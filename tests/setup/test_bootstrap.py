"""From a bare Python to a running command: what counts as installed, and which commands get servers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from beian import bootstrap, index

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A checkout with a lock and no environment; installing writes down what it was asked instead of fetching it."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(bootstrap, "HOME", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv/requirements.sha256")
    monkeypatch.setattr(bootstrap, "BEGUN", tmp_path / ".venv/installing")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    bootstrap.LOCK.write_text("")
    return tmp_path


def test_the_environment_follows_the_lock_and_what_broke_off_is_thrown_away(home, capsys):
    bootstrap.install()
    assert bootstrap.installed()
    done = subprocess.run(
        [bootstrap.PYTHON, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).resolve() == (home / ".venv").resolve()

    bootstrap.LOCK.write_text("# another\n")
    (bootstrap.HOME / "half").touch()
    bootstrap.BEGUN.touch()
    assert not bootstrap.installed()
    bootstrap.install()
    assert bootstrap.installed() and not (bootstrap.HOME / "half").exists()
    assert capsys.readouterr().out == "", "standard output belongs to the command"


def test_what_fails_to_install_is_not_taken_for_installed(home):
    bootstrap.LOCK.write_text("no-such-package==1 --hash=sha256:00\n")
    with pytest.raises(SystemExit, match="could not be installed"):
        bootstrap.install()
    assert not bootstrap.installed()


def test_bytecode_is_kept_where_it_may_not_lie_beside_the_sources(tmp_path):
    """Somebody who wants none beside his sources has it under .data, for this process and for those that it starts."""
    code = "import sys; from beian import bootstrap; bootstrap.ROOT = __import__('pathlib').Path(sys.argv[1]); bootstrap.keep_bytecode();"
    code += "import os, subprocess; print(sys.pycache_prefix, sys.dont_write_bytecode);"
    code += "subprocess.run([sys.executable, '-c', 'import sys; print(sys.pycache_prefix, sys.dont_write_bytecode)'])"

    def told(**extra):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [sys.executable, "-u", "-c", code, str(tmp_path)],
            cwd=ROOT,
            env=clean | extra,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.splitlines()

    assert told() == ["None False"] * 2
    assert told(PYTHONDONTWRITEBYTECODE="1") == [f"{tmp_path / '.data' / 'bytecode'} False"] * 2


def test_one_package_is_cut_from_the_lock():
    entry = bootstrap.lock_entry("uv")
    assert entry.startswith("uv==") and entry.count("==") == 1 and "--hash=sha256:" in entry


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["help"],
        ["check"],
        ["makemigrations", "--check"],
        ["judge", "domain"],
        ["demo", "--help"],
        ["test", "tests"],
    ],
)
def test_commands_without_the_database_start_no_server(arguments):
    assert not bootstrap.needs_servers(arguments)


@pytest.mark.parametrize("arguments", [["migrate"], ["demo"], ["runserver"], ["shell"], ["exchange", "verify"]])
def test_other_commands_are_lent_servers(arguments):
    assert bootstrap.needs_servers(arguments)


def test_the_bootstrap_needs_no_package():
    """A Python that sees nothing but its standard library can read it."""
    code = "import beian.bootstrap, beian.engines, sys; print('django' in sys.modules)"
    command = [sys.executable, "-S", "-c", code]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"


def test_pip_settings_reach_uv(monkeypatch):
    monkeypatch.delenv("UV_INDEX", raising=False)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "told")
    told = index.for_uv({"index-url": "a", "extra-index-url": "b c", "timeout": "9"})
    assert told["UV_INDEX"] == "b c" and "UV_DEFAULT_INDEX" not in told
