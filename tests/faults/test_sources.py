"""The sources are not there, busy, cut off, forged or slow, and a worker dies while it asks: no desk waits, every question is answered once.

A worker of the platform, the sources in a process of their own, and desks that ask meanwhile.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from uuid import uuid4

import pytest
from django.utils import timezone

from beian.filing import documents
from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.beian.filing.drafts import PRINCIPAL, company
from verification import sources

pytestmark = pytest.mark.django_db
NODE = "provider:p01"
DESK = Actor.service("desk")
CODES = ("resident_id", "company", "organisation", "domain", "phone")
# As the sources misbehave; away: none listens at all.
MODES = ("away", "down", "cut", "forged", "slow")
NUMBERS = (PRINCIPAL["certificate"]["number"], PRINCIPAL["mobile"], PRINCIPAL["name"])


class Sources:
    """The simulator's process, which does not run yet."""

    def __init__(self, platform, port: int) -> None:
        self.platform, self.port = platform, port

    @property
    def url(self) -> str:
        return f"http://p01:s@127.0.0.1:{self.port}"

    def start(self) -> None:
        command = (sys.executable, "manage.py", "simulate_sources", "--filings", "0", "--port", str(self.port))
        self.platform.start("sources", *command, "--secret", "s")
        self.platform.until(self._answers, seconds=30, what="the sources answer")

    def _answers(self) -> bool:
        try:
            return self.behave("up") is None
        except OSError:
            return False

    def behave(self, mode: str) -> None:
        body = json.dumps({"*": mode}).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}/control", body, method="POST")
        urllib.request.urlopen(asked, timeout=5).close()


def ask() -> str:
    """A desk asks for one filing; how long that takes is nobody's answer's concern."""
    application, began = uuid4(), time.monotonic()
    with scope.enter(NODE, Reach.STAFF, DESK):
        document = documents.load(company())
        sources.ask(application=application, round=1, document=document, by="desk", now=timezone.now())
    assert time.monotonic() - began < 2
    return str(application)


def ring(broker) -> None:
    broker.app.send_task("sources.query", [NODE], queue="work", ignore_result=True)


@pytest.mark.fault("SOURCES")
def test_no_desk_waits_and_every_question_is_answered_once(platform, broker, cast, stored, record, port, settings):
    place = Sources(platform, port)
    settings.SOURCES = dict.fromkeys(CODES, place.url)
    worker = platform.worker(loglevel="DEBUG", SOURCES_URL=place.url)
    for mode in MODES:
        if mode != "away":
            place.behave(mode)
        _let_down(platform, broker, stored, ask())
        if mode == "away":
            place.start()
    _kill_while_it_asks(platform, broker, stored, worker, record)
    second = platform.worker(loglevel="DEBUG", SOURCES_URL=place.url)
    began = time.monotonic()
    place.behave("up")
    _settle(platform, broker, stored)
    record.seconds_to_heal = time.monotonic() - began
    _judge(stored, record)
    for said in (worker.said(), second.said()):
        assert not [number for number in NUMBERS if number in said]
    record.add(f"sources {', '.join(MODES)}")


def _let_down(platform, broker, stored, application: str) -> None:
    """The worker has tried, or been told by the breaker not to; the desk reads 待复核."""
    _time_passes(stored)
    ring(broker)
    waiting = "SELECT count(*) FROM verification_sourcecheck WHERE application = %s AND state <> 'unavailable'"
    platform.until(lambda: stored(waiting, application) == [(0,)], seconds=60, what="a desk is told to go on")


def _kill_while_it_asks(platform, broker, stored, worker, record) -> None:
    """SIGKILL of the worker and its children while a slow source keeps them waiting."""
    application = ask()
    _time_passes(stored)
    ring(broker)
    taken = "SELECT count(*) FROM verification_sourcecheck WHERE application = %s AND attempts > 0"
    platform.until(lambda: stored(taken, application)[0][0], seconds=30, what="the worker asks")
    record.add(f"SIGKILL {worker.kill()}")


def _time_passes(stored) -> None:
    """Every pause, lease and open breaker is over."""
    stored("UPDATE verification_sourcecheck SET next_try_at = now() WHERE next_try_at > now()")
    stored("UPDATE verification_sourceline SET open_until = now() WHERE open_until > now()")


def _settle(platform, broker, stored) -> None:
    def over() -> bool:
        _time_passes(stored)
        ring(broker)
        time.sleep(0.5)
        return stored("SELECT count(*) FROM verification_sourcecheck WHERE state <> 'match'") == [(0,)]

    platform.until(over, seconds=120, what="every question is answered")


def _judge(stored, record) -> None:
    """Each value has one row and one answer that took effect, and no asked value is left behind."""
    ((asked, kept),) = stored("SELECT count(*), count(sealed) FROM verification_sourcecheck")
    answers = stored(
        "SELECT count(*) FROM beian_auditentry WHERE verb = 'source.answer' GROUP BY subject_id, after->>'item'"
    )
    record.acknowledged = asked
    record.lost = asked - len(answers)
    record.doubled = sum(many > 1 for (many,) in answers)
    assert (asked, kept) == (4 * (len(MODES) + 1), 0)
