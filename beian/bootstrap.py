"""From a bare Python to a running command, with the standard library only.

The packages of requirements.lock go into `.venv` beside manage.py, checked by their hashes; a stamp says which lock
the folder holds, and a mark says that an installation has begun, so that a broken-off one is thrown away.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beian import index

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
STAMP = HOME / "requirements.sha256"
BEGUN = HOME / "installing"

# Commands that touch neither database nor broker; `test` sees to its own.
OFFLINE = {
    "catalogue",
    "check",
    "collectstatic",
    "compilemessages",
    "clocks",
    "diagrams",
    "diffsettings",
    "engines",
    "findstatic",
    "help",
    "judge",
    "makemessages",
    "makemigrations",
    "rules",
    "simulate_sources",
    "spectacular",
    "sqlmigrate",
    "test",
    "version",
}


# ---- packages


def ensure_packages() -> None:
    """Return in an interpreter that has the locked packages: this one, or `.venv`'s, in which manage.py begins again."""
    keep_bytecode()
    inside = Path(sys.prefix).resolve() == HOME.resolve()
    if not inside and holds_lock():
        return
    if not installed():
        with _only_one():
            if not installed():
                install()
    if not inside:
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    importlib.invalidate_caches()


def keep_bytecode() -> None:
    """Where no bytecode may lie beside the sources, keep it under `.data`: a dozen processes would each compile everything at every start."""
    if not sys.dont_write_bytecode:
        return
    place = os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / ".data" / "bytecode"))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode, sys.pycache_prefix = False, place


def holds_lock() -> bool:
    """Whether the running interpreter has the lock's Django, as in an image or an environment of the user's own."""
    wanted = re.search(r"^django==(\S+)", LOCK.read_text(), re.MULTILINE)
    try:
        return wanted is not None and importlib.metadata.version("django") == wanted[1]
    except importlib.metadata.PackageNotFoundError:
        return False


def installed() -> bool:
    """Whether `.venv` holds what the lock says."""
    try:
        return STAMP.read_text() == fingerprint() and not BEGUN.exists() and PYTHON.exists()
    except OSError:
        return False


def fingerprint() -> str:
    """The lock's digest."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def install() -> None:
    """Make `.venv` or bring it up to the lock."""
    began = time.monotonic()
    say(f"Installing the packages of {LOCK.name} into {HOME} …")
    if BEGUN.exists() or not _works():
        _make_home()
    BEGUN.touch()
    STAMP.unlink(missing_ok=True)
    with index.pip_for(PYTHON) as pip:
        _install_lock(pip)
    draft = STAMP.with_suffix(".new")
    draft.write_text(fingerprint())
    draft.replace(STAMP)
    BEGUN.unlink()
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def _works() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0


def _make_home() -> None:
    """An empty environment, whatever stood there: a link is taken away, not what it points to."""
    if HOME.is_symlink():
        HOME.unlink()
    shutil.rmtree(HOME, ignore_errors=True)
    try:
        venv.create(HOME, with_pip=False, symlinks=True)
    except OSError as error:
        fail(f"Cannot make {HOME}: {error.strerror}. Make the checkout writable, or install {LOCK.name} yourself.")


def _install_lock(pip: index.Pip) -> None:
    """By uv, which is several times quicker; by pip where uv does not run or cannot reach the packages."""
    if _by_uv(pip):
        return
    if not pip.install(LOCK, show=True):
        fail("The packages could not be installed: see pip's last lines above; PIP_INDEX_URL names another index.")


def _by_uv(pip: index.Pip) -> bool:
    entry = lock_entry("uv")
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder, "uv.txt")
        only_uv.write_text(entry)
        if not (entry and pip.install(only_uv)):
            return False
    command = [PYTHON.parent / "uv", "pip", "install", "--require-hashes", "--python", PYTHON, "-r", LOCK, "--quiet"]
    environment = {**os.environ, **index.for_uv(pip.configuration())}
    return subprocess.run(command, check=False, env=environment, capture_output=True).returncode == 0


def lock_entry(name: str) -> str:
    """The lines of one package in the lock."""
    found = re.search(rf"^{re.escape(name)}==.*\n(?:    .*\n)*", LOCK.read_text(), re.MULTILINE)
    return found[0] if found else ""


@contextmanager
def _only_one() -> Iterator[None]:
    """Two commands started at once install once."""
    place = ROOT / ".data"
    place.mkdir(exist_ok=True)
    with open(place / "bootstrap.lock", "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# ---- servers


@contextmanager
def servers_for(arguments: list[str]) -> Iterator[None]:
    """Lend the command the embedded servers for whatever DATABASE_URL and REDIS_URL leave open, if it needs any.

    Tests and the demonstration make their own secrets, wherever the database is: neither is ever anybody's production.
    """
    if arguments[:1] in (["test"], ["demo"], ["bench"]):
        os.environ.setdefault("BEIAN_LOCAL", "1")
    if not needs_servers(arguments):
        if not os.environ.get("DATABASE_URL"):
            os.environ.setdefault("BEIAN_LOCAL", "1")
        yield
        return
    from beian.engines import EngineError, using

    _leave_tidily()
    try:
        with using(ROOT) as names:
            if "postgres" in names:
                os.environ.setdefault("BEIAN_LOCAL", "1")
            yield
    except EngineError as error:
        fail(str(error))


def needs_servers(arguments: list[str]) -> bool:
    """Whether this command works on the database; one that nobody has listed does."""
    command = arguments[0] if arguments else "help"
    return not (command.startswith("-") or command in OFFLINE or {"-h", "--help"} & set(arguments))


def _leave_tidily() -> None:
    """A polite kill ends the command like Ctrl-C, so that the servers are given back."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)


# ---- words


def say(text: str) -> None:
    """One line for the person at the terminal; standard output belongs to the command."""
    print(text, file=sys.stderr, flush=True)


def fail(text: str) -> None:
    """End with a sentence and exit code 1."""
    raise SystemExit(text)
