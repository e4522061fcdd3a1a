"""Server processes: who they run as, whether a recorded pid is still ours, how they start and how they end."""

import fcntl
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.005
LOG_LIMIT_BYTES = 10 * 1024 * 1024


class EngineError(Exception):
    """An embedded server cannot start or stop; the text says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The operating system account that servers run as."""

    name: str
    uid: int
    gid: int

    @property
    def borrowed(self) -> bool:
        """True when the servers run as somebody other than the caller."""
        return self.uid != os.geteuid()

    def popen_arguments(self) -> dict:
        """Arguments for `subprocess` that change to this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.borrowed else {}

    def adopt(self, folder: Path) -> None:
        """Make `folder` exist, owned by this account and closed to everybody else."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.borrowed:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def server_account() -> Account:
    """The caller; `nobody` when the caller is root, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account(caller_name(), os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise EngineError("There is no account `nobody` to run PostgreSQL as: start as an ordinary user.") from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def caller_name() -> str:
    """Name of the account this process runs as, which PostgreSQL's peer sign-in looks up as well."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise EngineError(
            f"User id {os.geteuid()} has no name on this system, and the embedded PostgreSQL needs one:"
            " add it to /etc/passwd, or set DATABASE_URL and DATABASE_OWNER_URL."
        ) from None


def can_reach(account: Account, path: Path) -> bool:
    """Whether `account` may walk down to `path`; by permission bits alone, so rather no than yes."""
    if not account.borrowed:
        return True
    return all(_may_enter(account, folder) for folder in [path, *path.parents] if folder.exists())


def _may_enter(account: Account, folder: Path) -> bool:
    facts = folder.stat()
    return facts.st_uid == account.uid and bool(facts.st_mode & 0o100) or bool(facts.st_mode & 0o001)


def at_home_in(pid: int, folder: Path) -> bool:
    """Whether process `pid` lives and works in `folder`: both servers make their data folder their working folder."""
    if sys.platform == "linux":
        try:
            return os.path.samefile(f"/proc/{pid}/cwd", folder)
        except OSError:
            return False
    listed = subprocess.run(
        ["lsof", "-a", "-p", str(pid), "-d", "cwd", "-Fn"], capture_output=True, text=True, check=False
    )
    return f"n{folder.resolve()}" in listed.stdout.splitlines()


def residents(folder: Path) -> list[int]:
    """Every process that works in `folder`: children that outlived a killed server are found by this."""
    candidates = [int(name) for name in os.listdir("/proc") if name.isdigit()] if Path("/proc").is_dir() else []
    return [pid for pid in candidates if at_home_in(pid, folder)]


def launch(command: list[str], *, account: Account, log: Path, environment: dict[str, str]) -> subprocess.Popen:
    """Start a server that outlives this process; its output goes to `log`."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with open(log, "ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            cwd="/",
            start_new_session=True,
            **account.popen_arguments(),
        )


def run(command: list[str], *, account: Account, text: str = "") -> None:
    """Run a short command as `account`; what it printed becomes the error when it fails."""
    done = subprocess.run(
        command,
        input=text.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=plain_environment(),
        cwd="/",
        check=False,
        **account.popen_arguments(),
    )
    if done.returncode:
        last = done.stdout.decode(errors="replace").strip().splitlines()[-3:]
        raise EngineError(f"{Path(command[0]).name} failed: {' | '.join(last) or f'exit code {done.returncode}'}")


def plain_environment() -> dict[str, str]:
    """What a server sees of our environment: nothing that could change what it does, nor any secret."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def wait_until(ready: Callable[[], bool], *, seconds: float) -> bool:
    """Whether `ready()` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def end(pid: int, folder: Path, *, signals: list[signal.Signals], seconds: float = 15) -> None:
    """Ask the server `pid` of `folder` to leave, more firmly each time; a pid that is not ours is left alone."""
    for each in signals:
        if not at_home_in(pid, folder):
            return
        try:
            os.kill(pid, each)
        except ProcessLookupError:
            return
        if wait_until(lambda: _gone(pid, folder), seconds=seconds):
            return
    raise EngineError(f"Process {pid} of {folder} does not end: stop it by hand.")


def _gone(pid: int, folder: Path) -> bool:
    with suppress(ChildProcessError):  # not started by this process
        os.waitpid(pid, os.WNOHANG)
    return not at_home_in(pid, folder)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time; the lock ends with its holder, however that one dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def last_lines(log: Path, *, count: int = 3) -> str:
    """The end of a log, for an error message."""
    if not log.exists():
        return "no log"
    return " | ".join(log.read_text(errors="replace").strip().splitlines()[-count:])
