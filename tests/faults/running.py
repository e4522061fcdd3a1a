"""The platform's own processes, as fault tests and measurements start them: worker, beat and web, each with a log, ended by process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from beian.engines.processes import last_lines

ROOT = Path(__file__).resolve().parent.parent.parent
QUEUES = "exchange,work,documents,pictures,discovery"
CELERY = (sys.executable, "-m", "celery", "-A", "beian.celery")


class Process:
    """A process of the platform: head of its own group, its output in a file."""

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with open(log, "ab") as output:
            self.popen = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(environment),
                cwd=ROOT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    def children(self) -> list[int]:
        """The living processes that this one started."""
        return [pid for pid, parent in _parents() if parent == self.pid]

    def kill(self) -> list[int]:
        """SIGKILL it and its children, by process id; the ids, its own first."""
        ids = [self.pid, *self.children()]
        for pid in ids:
            kill(pid)
        self.popen.wait(10)
        return ids

    def end(self) -> None:
        """SIGTERM, and after ten seconds SIGKILL with the children."""
        if self.alive:
            os.kill(self.pid, signal.SIGTERM)
            try:
                self.popen.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self) -> str:
        """Everything it wrote."""
        return self.log.read_text(errors="replace")


class Running:
    """Starts processes with one environment, and ends them all."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment, self.folder, self.processes = environment, folder, []

    def start(self, name: str, *command: str, **environment: str) -> Process:
        log = self.folder / f"{name}-{len(self.processes)}.log"
        process = Process([*command], {**self.environment, **environment}, log)
        self.processes.append(process)
        return process

    def worker(
        self, *, queues: str = QUEUES, children: int = 2, loglevel: str = "WARNING", **environment: str
    ) -> Process:
        """A Celery worker on these queues."""
        options = ("--concurrency", str(children), "--without-gossip", "--without-mingle", "--loglevel", loglevel)
        command = (*CELERY, "worker", "-Q", queues, "-n", f"w{len(self.processes)}@%h", *options)
        return self.start("worker", *command, **environment)

    def beat(self) -> Process:
        schedule = str(self.folder / "schedule")
        return self.start("beat", *CELERY, "beat", "--schedule", schedule, "--pidfile", "", "--loglevel", "WARNING")

    def listener(self, **environment: str) -> Process:
        """The listener of the exchange."""
        return self.start("listener", sys.executable, "manage.py", "exchange", "listen", **environment)

    def web(self, port: int, *, processes: int = 1, threads: int = 1, **environment: str) -> Process:
        """Gunicorn with keep-alive."""
        options = ("--workers", str(processes), "--threads", str(threads), "--log-level", "warning")
        address = f"127.0.0.1:{port}"
        return self.start(
            "web", sys.executable, "-m", "gunicorn", "beian.wsgi", "--bind", address, *options, **environment
        )

    def until(self, true: Callable[[], object], *, seconds: float, what: str) -> float:
        """Wait until `true()`; the seconds it took. AssertionError with the logs' ends if it takes longer or a process dies by itself."""
        began = time.monotonic()
        while not true():
            dead = [each for each in self.processes if each.popen.poll() not in (None, -signal.SIGKILL)]
            if dead or time.monotonic() - began > seconds:
                raise AssertionError(f"{what}: not within {seconds} s\n{self.logs()}")
            time.sleep(0.02)
        return time.monotonic() - began

    def logs(self) -> str:
        """The last lines of each log."""
        return "\n".join(f"{each.log.name}: {last_lines(each.log, count=15)}" for each in self.processes)

    def end(self) -> None:
        for process in self.processes:
            process.end()


@contextmanager
def running(environment: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """A place to start processes from; none of them outlives the block."""
    started = Running(environment, folder)
    try:
        yield started
    finally:
        started.end()


def serves(port: int) -> bool:
    """Whether a web process answers at this port of the machine."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def kill(pid: int) -> None:
    """SIGKILL one process; one that is gone already is no error."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _parents() -> Iterator[tuple[int, int]]:
    """(process, its parent) of every living process."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state != "Z":
                yield int(entry.name), int(parent)
