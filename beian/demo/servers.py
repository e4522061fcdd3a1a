"""The processes of the demonstration: web, workers, beat. Started by argument list, ended by process id, never by name."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

# The processes that move messages between the nodes, or ring for it.
MOVERS = ("beat", "exchange")


class PortRefused(RuntimeError):
    """No port at all, or one at which somebody else listens."""


def chosen_port(value: str, *, default: int = 8000) -> int:
    """The port that PORT names, free to be listened at."""
    if not re.fullmatch(r"[0-9]{0,5}", value) or not 0 < int(value or default) < 65536:
        raise PortRefused(
            f"PORT={value} is no port: choose a number up to 65535, as in PORT=8080 python3 manage.py demo"
        )
    port = int(value or default)
    check_port(port)
    return port


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortRefused(
                f"port {port} is taken: choose another with PORT={port + 1} python3 manage.py demo"
            ) from error


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_sources() -> dict[str, str]:
    """Where the simulated sources stand, for the processes of the demonstration; nothing where SOURCES_URL names real ones."""
    if os.environ.get("SOURCES_URL"):
        return {}
    return {"SOURCES_URL": f"http://demo:{secrets.token_hex(16)}@127.0.0.1:{free_port()}"}


def commands(port: int, workers: int, *, simulated: bool = False, filings: int = 1000) -> dict[str, list[str]]:
    """Name → argument list. Two web processes; the exchange's listener, which answers within moments, its workers and those for the rest; one beat; `simulated`: the sources as well, which know so many invented filings."""
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "beian.celery"]
    worker = ["--concurrency", str(workers), "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    sources = {"sources": [python, "-m", "django", "simulate_sources", "--filings", str(filings)]} if simulated else {}
    return sources | {
        "web": [
            *(python, "-m", "gunicorn", "beian.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "2", "--threads", "4", "--timeout", "60", "--log-level", "warning"),
        ],
        "listener": [python, "-m", "django", "exchange", "listen"],
        "exchange": [*celery, "worker", "-Q", "exchange", "-n", "exchange@%h", *worker],
        "work": [*celery, "worker", "-Q", "work,documents,pictures,discovery", "-n", "work@%h", *worker],
        "beat": [
            *celery,
            "beat",
            "--schedule",
            str(settings.DATA_DIR / "beat"),
            "--pidfile",
            "",
            "--loglevel",
            "WARNING",
        ],
    }


class Servers:
    """The running processes, each the head of its own group, with a log file each."""

    def __init__(self, *, port: int, logs: Path, workers: int = 2, filings: int = 1000) -> None:
        self.port, self.logs = port, logs
        self.sources = own_sources()
        self.commands = commands(port, workers, simulated=bool(self.sources), filings=filings)
        self.running: dict[str, subprocess.Popen] = {}

    def start(self, *names: str) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        for name in names or self.commands:
            with open(self.logs / f"{name}.log", "ab") as log:
                self.running[name] = subprocess.Popen(
                    self.commands[name],
                    stdout=log,
                    stderr=log,
                    stdin=subprocess.DEVNULL,
                    env=os.environ | self.sources,
                    start_new_session=True,
                )

    def wait(self, path: str = "/readyz", seconds: float = 60) -> None:
        """Until the web answers, or a sentence says which process ended and where its log is."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.check()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"the web did not answer within {seconds:.0f} s: see {self.logs / 'web.log'}")

    def check(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with {process.returncode}: see {self.logs / (name + '.log')}")

    def stop(self, *names: str) -> None:
        """A polite end for each of these, or for all, by process id, then a firm one for what still stands after ten seconds."""
        ending = {name: self.running.pop(name) for name in names or tuple(self.running) if name in self.running}
        for process in ending.values():
            _signal(process, signal.SIGTERM)
        end = time.monotonic() + 10
        for process in ending.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL, group=True)
                process.wait()

    @contextmanager
    def without_movers(self):
        """While the demonstration's past is told, nobody else moves messages: they would arrive today."""
        movers = [name for name in MOVERS if name in self.running]
        self.stop(*movers)
        yield
        self.start(*movers)

    @contextmanager
    def serving(self):
        try:
            self.start()
            self.wait()
            yield self
        finally:
            with _undisturbed():
                self.stop()


@contextmanager
def _undisturbed():
    """A second Ctrl+C does not leave half of the processes behind: stopping takes seconds, and ends by itself."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _signal(process: subprocess.Popen, number: int, *, group: bool = False) -> None:
    try:
        (os.killpg if group else os.kill)(process.pid, number)
    except ProcessLookupError:
        return
