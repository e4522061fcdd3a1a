import json
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest

SECRET = "between us"


class SimulatedGateway:
    """The simulator's process, seen from outside."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.url = f"http://beian:between%20us@127.0.0.1:{port}"

    def behave(self, mode: str) -> None:
        body = json.dumps({"mode": mode}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/mode", body, method="PUT"), timeout=5).close()

    @property
    def messages(self) -> list[dict]:
        """Every text that a phone would have shown, in order."""
        with urllib.request.urlopen(f"{self.address}/messages", timeout=5) as answer:
            return json.load(answer)["messages"]


@contextmanager
def simulated():
    command = [sys.executable, "-m", "beian.notices.simulator", "--secret", SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield SimulatedGateway(json.loads(process.stdout.readline())["port"])
        finally:
            process.kill()


@pytest.fixture
def gateway(settings, monkeypatch):
    """A gateway in a process of its own, and settings that name it; the wait for its answers is shortened."""
    from beian.notices import gateway as client

    monkeypatch.setattr(client, "SECONDS", 0.5)
    with simulated() as running:
        settings.SMS_URL = running.url
        yield running


@pytest.fixture
def mailbox(settings):
    """The demonstration's mailbox takes what goes out."""
    settings.SMS_URL = settings.EMAIL_URL = "database:"
    settings.MAILBOX = True
