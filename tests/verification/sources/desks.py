"""The sources as a process of their own, as `manage.py simulate_sources` runs them, and a desk of p01 that asks them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from uuid import UUID, uuid4

from django.utils import timezone

from beian.filing import documents
from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.beian.filing.drafts import company
from tests.faults.running import ROOT
from verification import sources
from verification.sources import querying
from verification.sources.adapters import SOURCES
from verification.sources.models import SourceCheck, SourceLine

NODE = "provider:p01"
DESK = Actor.service("desk")
SECRET = "between-us"
WRONG_COMPANY = "91110108MA0004040B"  # register.json: mismatch
NO_COMPANY = "91110108MA00040598"  # register.json: unknown


class Simulated:
    """The simulator's process; it starts and ends when the test says so."""

    def __init__(self, port: int) -> None:
        self.port, self.process = port, None

    @property
    def url(self) -> str:
        return f"http://p01:{SECRET}@127.0.0.1:{self.port}"

    def start(self, *options: str) -> None:
        command = [sys.executable, "manage.py", "simulate_sources", "--filings", "0"]
        command += ["--port", str(self.port), "--secret", SECRET, *options]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True)
        assert json.loads(self.process.stdout.readline()) == {"port": self.port}

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process.stdout.close()
            self.process = None

    def behave(self, **modes: str) -> None:
        body = json.dumps({"*": "up"} | modes).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}/control", body, method="POST")
        urllib.request.urlopen(asked, timeout=5).close()

    def everywhere(self, mode: str) -> None:
        self.behave(**dict.fromkeys(SOURCES, mode))

    def asked(self) -> dict[str, int]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/control", timeout=5) as answer:
            return json.load(answer)["asked"]


class Desk:
    """One application at a desk of p01, and the worker that asks for it."""

    def __init__(self, document: dict | None = None) -> None:
        self.application: UUID = uuid4()
        self.document = documents.load(document or company())
        self.now = timezone.now()

    def reads(self, document: dict) -> None:
        self.document = documents.load(document)

    def _of(self) -> dict:
        return {"application": self.application, "round": 1, "document": self.document}

    def ask(self, **more) -> list[SourceCheck]:
        with scope.enter(NODE, Reach.STAFF, DESK):
            return sources.ask(**self._of(), by="核验员小李", now=more.get("now", self.now))

    def ask_again(self, now=None) -> list[SourceCheck]:
        with scope.enter(NODE, Reach.STAFF, DESK):
            return sources.ask_again(**self._of(), by="核验员小李", now=now or self.now)

    def work(self, now=None) -> None:
        """What a worker does until nothing is due at that moment."""
        for _turn in range(20):
            if not querying.batch(NODE, now=now or self.now):
                return

    def asked(self, now=None) -> dict[str, str]:
        self.ask()
        self.work(now)
        return self.states()

    def lines(self) -> list[sources.Standing]:
        with scope.enter(NODE, Reach.STAFF, DESK):
            return sources.standing(self.application, 1, self.document)

    def states(self) -> dict[str, str]:
        """Item → state."""
        return {line.item: line.state for line in self.lines()}

    def rows(self) -> list[SourceCheck]:
        with scope.enter(NODE, Reach.STAFF, DESK):
            return list(SourceCheck.objects.filter(application=self.application).order_by("id"))

    def row(self, source: str) -> SourceCheck:
        return next(row for row in self.rows() if row.source == source and row.superseded_at is None)

    def line(self, source: str) -> SourceLine | None:
        with scope.enter(NODE, Reach.STAFF, DESK):
            return SourceLine.objects.filter(source=source).first()


def until(true, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)
