"""The gateways for SMS and mail are not there, busy, silent, or take a text and say nothing (F40): decisions stand, texts follow, nothing is logged.

A worker of the platform, a gateway in a process of its own, and a clerk who decides meanwhile.
"""

from __future__ import annotations

import json
import re
import socketserver
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from beian.people import scope
from beian.people.scope import Actor, Reach
from provider.applications.models import Application
from provider.counter import transitions
from tests.beian.notices.stories import tell
from tests.beian.notices.test_mail import Post
from tests.provider.stories import PROVIDER, application_at

pytestmark = pytest.mark.django_db
# As the gateway misbehaves; away: none listens at all. `mute` takes a text, says nothing, and cannot tell later.
MODES = ("away", "busy", "hang", "lost", "mute")
PASSWORD = "Xk7mPq9RtW3z"
DESK = Actor.service("desk")
MESSAGE = re.compile(r"Message-ID: <([0-9a-f-]{36})@")


class Gateway:
    """The simulator's process, which does not run yet."""

    def __init__(self, platform, port: int) -> None:
        self.platform, self.port = platform, port

    def start(self) -> None:
        command = (sys.executable, "-m", "beian.notices.simulator", "--secret", "s", "--port", str(self.port))
        self.platform.start("gateway", *command)
        self.platform.until(self._answers, seconds=20, what="the gateway answers")

    def _answers(self) -> bool:
        try:
            return self.messages() is not None
        except OSError:
            return False

    def behave(self, mode: str) -> None:
        body = json.dumps({"mode": mode}).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}/mode", body, method="PUT")
        urllib.request.urlopen(asked, timeout=5).close()

    def messages(self) -> list[dict]:
        """Every text that a phone has shown, in order."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/messages", timeout=5) as answer:
            return json.load(answer)["messages"]


def mobile_of(place: int) -> str:
    return f"1380013{place:04d}"


def decide(found: Application) -> None:
    """The clerk passes the precheck; its texts wait in the decision's transaction."""
    with scope.enter(PROVIDER, Reach.STAFF, DESK):
        transitions.pass_precheck(application=Application.objects.get(uuid=found.uuid), now=timezone.now())


def password_for(place: int) -> None:
    secret = {"params": {"number": "京ICP备2026000001号"}, "secret": {"password": PASSWORD}}
    tell("filing_password", to=mobile_of(place), event=f"password{place}", **secret)


@pytest.mark.fault("F40")
def test_decisions_stand_and_texts_follow_whatever_the_gateway_does(platform, broker, cast, stored, record, port):
    gateway = Gateway(platform, port)
    worker = platform.worker(loglevel="DEBUG", SMS_URL=f"http://beian:s@127.0.0.1:{port}", EMAIL_URL="database:")
    filed = [
        application_at("submitted", cast, mobile=mobile_of(place), domain=f"gateway{place}.cn")
        for place in range(len(MODES) - 1)
    ]
    for place, mode in enumerate(MODES):
        if mode != "away":
            gateway.behave(mode)
        if mode != "mute":
            decide(filed[place])
        password_for(place)
        _try(platform, broker, stored)
        began = time.monotonic()
        if mode == "away":
            gateway.start()
        if mode != "mute":
            gateway.behave("ok")
        _settle(platform, broker, stored)
        record.seconds_to_heal = max(record.seconds_to_heal, time.monotonic() - began)
    assert stored("SELECT DISTINCT state FROM provider_application") == [("prechecked",)]
    _judge(gateway, stored, record)
    said = worker.said()
    assert PASSWORD not in said
    assert not [place for place in range(len(MODES)) if mobile_of(place) in said]
    record.add(f"worker {worker.pid}, gateway {', '.join(MODES)}")


def _ring(broker) -> None:
    broker.app.send_task("notices.deliver", [PROVIDER], queue="work", ignore_result=True)


def _try(platform, broker, stored, channel: str = "sms") -> None:
    """The worker has tried, and the gateway has let it down."""
    tried = f"SELECT count(*) FROM beian_notice WHERE channel = '{channel}' AND state = 'queued' AND attempts > 0 AND trouble <> ''"
    _ring(broker)
    platform.until(lambda: stored(tried)[0][0], seconds=60, what="a try fails")


def _settle(platform, broker, stored) -> None:
    """Time passes as often as it takes: every pause is over, the worker is rung again."""

    def over() -> bool:
        ((waiting, in_hand),) = stored(
            "SELECT count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state = 'sending') FROM beian_notice"
        )
        if waiting and not in_hand:
            stored("UPDATE beian_notice SET next_try_at = now() WHERE state = 'queued'")
            _ring(broker)
            time.sleep(0.3)
        return not waiting and not in_hand

    platform.until(over, seconds=120, what="no text waits any more")


def _judge(gateway: Gateway, stored, record) -> None:
    """Each text once; where the gateway took it, said nothing and cannot tell, once more at most."""
    shown = Counter(message["id"] for message in gateway.messages())
    texts = stored("SELECT uuid::text, event, state FROM beian_notice WHERE channel = 'sms'")
    doubtful = f"password{MODES.index('mute')}"
    record.acknowledged = len(texts)
    record.lost = sum(not shown[uuid] for uuid, _event, _state in texts)
    record.doubled = sum(shown[uuid] > 1 + (event == doubtful) for uuid, event, _state in texts)
    assert {event for _uuid, event, state in texts if state != "delivered"} <= {doubtful}
    record.add(f"{len(texts)} texts, {sum(count > 1 for count in shown.values())} of them shown twice")


# ---- mail


class MailServer(Post):
    """The mail server, which may also take a call and say nothing at all."""

    def handle(self) -> None:
        if self.server.mode == "hang":
            self.server.released.wait(60)
            return
        super().handle()

    def read_mail(self) -> str:
        mail = super().read_mail()
        self.server.counted.update(MESSAGE.findall(mail))
        return mail


@contextmanager
def mail_server(port: int) -> Iterator[socketserver.ThreadingTCPServer]:
    """Listens at once; `mode` says how it behaves, `counted` how often each mail was taken."""
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), MailServer) as server:
        server.daemon_threads, server.mode, server.mails = True, "ok", []
        server.counted, server.released = Counter(), threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()


@pytest.mark.fault("F40")
def test_decisions_stand_and_mails_follow_whatever_the_mail_server_does(platform, broker, cast, stored, record, port):
    """Not there, putting off, silent from the start, and silent once it has the mail."""
    address = f"smtp://127.0.0.1:{port}?from=beian@example.gov.cn"
    worker = platform.worker(loglevel="DEBUG", SMS_URL="database:", EMAIL_URL=address)
    filed = application_at("submitted", cast, domain="mails.cn")
    decide(filed)
    _mail(0)
    _try(platform, broker, stored, "mail")
    assert stored("SELECT state FROM provider_application") == [("prechecked",)]
    began = time.monotonic()
    with mail_server(port) as server:
        for place, mode in enumerate(("450", "hang", "silent"), 1):
            server.mode = mode
            _mail(place)
            _try(platform, broker, stored, "mail")
            server.mode = "silent" if mode == "silent" else "ok"
            _settle(platform, broker, stored)
        record.seconds_to_heal = time.monotonic() - began
        taken = Counter(server.counted)
    mails = dict(stored("SELECT uuid::text, event FROM beian_notice WHERE channel = 'mail'"))
    record.acknowledged = len(mails)
    record.lost = sum(not taken[uuid] for uuid in mails)
    record.doubled = sum(taken[uuid] > 1 + (event == "mail3") for uuid, event in mails.items())
    said = worker.said()
    assert PASSWORD not in said and not [place for place in range(4) if f"zhang{place}@" in said]
    record.add(f"worker {worker.pid}, {len(mails)} mails, mail server away, 450, hang, silent")


def _mail(place: int) -> None:
    secret = {"params": {"number": "京ICP备2026000001号"}, "secret": {"password": PASSWORD}}
    tell("filing_password", to=f"zhang{place}@example.cn", event=f"mail{place}", **secret)
