"""PostgreSQL is killed again and again under writers; whatever was acknowledged is there, and nothing by halves (F04)."""

from __future__ import annotations

import random
import threading
import time
from functools import partial

import psycopg2
import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from beian.engines import PostgresEngine
from beian.engines.processes import residents, wait_until
from beian.exchange import chains, relay
from beian.pages.errors import Conflict
from beian.people.identity import uuid7
from province.cases import transitions
from province.cases.models import Case
from province.cases.permissions import Refused
from tests.databases import named
from tests.faults import storm
from tests.faults.records import FULL
from tests.faults.running import kill
from tests.history import Client, checkers, lives
from tests.province import stories

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
WRITERS = 8
KILLS = 5 if FULL else 2
AWAY = (OperationalError, InterfaceError, psycopg2.OperationalError, psycopg2.InterfaceError)

_UNDECIDED = "SELECT count(*) FROM province_case WHERE state IN ('reported', 'approved')"
_NUMBERS = """
SELECT (SELECT last FROM province_numbercounter), max(substr(number, 10, 6)::int), count(*)::int FROM province_subject
"""
_EFFECTS = {
    "case": "SELECT application::text FROM province_case",
    "granted": "SELECT application::text FROM province_case WHERE state = 'granted'",
    "number": "SELECT number FROM province_subject",
}
# What would be a filing by halves, in words.
_HALVES = """
SELECT 'subject without site: ' || number FROM province_subject s WHERE NOT EXISTS (SELECT FROM province_site WHERE subject_id = s.id)
UNION ALL SELECT 'subject without password: ' || number FROM province_subject s
    WHERE NOT EXISTS (SELECT FROM province_filingpassword WHERE subject_id = s.id)
UNION ALL SELECT 'site without domain: ' || number FROM province_site t WHERE NOT EXISTS (SELECT FROM province_sitedomain WHERE site_id = t.id)
UNION ALL SELECT 'number without approval: ' || s.number FROM province_subject s
    WHERE NOT EXISTS (SELECT FROM province_case c WHERE c.application = s.application AND c.state = 'granted' AND c.decided_at IS NOT NULL)
UNION ALL SELECT 'granted without number: ' || application FROM province_case c
    WHERE state = 'granted' AND NOT EXISTS (SELECT FROM province_subject s WHERE s.number = c.filing_number)
UNION ALL SELECT 'granted and not approved in the log: ' || application FROM province_case c
    WHERE state = 'granted' AND 1 <> (SELECT count(*) FROM beian_auditentry WHERE verb = 'case.approve' AND subject_id = c.application::text)
UNION ALL SELECT 'held without a filing: ' || key FROM ministry_claim c
    WHERE state = 'held' AND NOT EXISTS (SELECT FROM ministry_nationalsubject n WHERE n.application = c.application)
"""
DECIDED = (Refused, Conflict)  # the other reviewer was faster


@pytest.fixture
def server(places, seed):
    """A server of its own. A commit is acknowledged when its log is with the operating system, which is not going to die here."""
    engine = PostgresEngine(places, f"storm{seed}", durable=False, settings={"synchronous_commit": "on"})
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def test_urls(server, transactional_db):
    """Everything of this test works on that server: this process, the platform's processes, witness and stored rows."""
    before = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
    folder = str(server.places.socket_folder(server.name))
    connections.close_all()
    for alias in before:
        connections[alias].settings_dict |= {"NAME": "beian", "HOST": folder}
    call_command("migrate", database="owner", verbosity=0)
    yield {name: named(url, "beian") for name, url in server.urls().items()}
    connections.close_all()
    for alias, kept in before.items():
        connections[alias].settings_dict |= kept


@pytest.fixture
def cast(test_urls, cast):
    """The cast, on that server."""
    return cast


@pytest.fixture
def environment(environment) -> dict[str, str]:
    """The processes serve bureaus and ministry; the provider is played by the writers."""
    return environment | {"BEIAN_NODES": "ministry,province:11,province:33"}


class Writers:
    """Eight clients: most report applications, two review what has come to them. Each does one thing after the other until told to stop."""

    def __init__(self, cast, history, rng: random.Random) -> None:
        self.cast, self.history, self.ended, self.errors = cast, history, threading.Event(), []
        self.reviewer = cast.person("province_reviewer", "province:11")
        self.pauses = [rng.uniform(0.3, 0.6) for _writer in range(WRITERS)]
        self.threads = [threading.Thread(target=self._work, args=(number,)) for number in range(WRITERS)]

    def __enter__(self) -> Writers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exc) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join(60)

    def _work(self, number: int) -> None:
        client, turn = self.history.client(f"writer {number}"), 0
        try:
            while not self.ended.wait(self.pauses[number]):
                turn += 1
                if number < 2:
                    review(client, self.cast, self.reviewer)
                else:
                    report(client, number * 1000 + turn)
                close_old_connections()
        except Exception as error:  # noqa: BLE001  told to the test, which has the last word
            self.errors.append(error)
        finally:
            connections.close_all()


def report(client: Client, number: int) -> None:
    """One report of the provider's, with its files."""
    application = uuid7()
    report = partial(stories.report, application=application, number=number)
    client.run("report", str(application), lambda: str(report()), unknown=AWAY)


def review(client: Client, cast, reviewer) -> None:
    """Approve one case that is ready, if there is one."""

    def approve() -> str:
        with cast.acting(reviewer):
            return str(transitions.approve(case=case, by=reviewer, now=timezone.now()).application)

    try:
        with cast.acting(reviewer):
            case = Case.objects.filter(state="under_review").order_by("?").first()
    except AWAY:
        return
    if case is not None:
        client.run("approve", str(case.application), approve, fails=DECIDED, unknown=AWAY)


def kill_server(server, record) -> None:
    """SIGKILL the postmaster and every child, by their ids, and start it again."""
    victims = residents(server.data)
    for pid in victims:
        kill(pid)
    assert wait_until(lambda: server.pid() is None, seconds=30)
    record.add(f"SIGKILL {victims}")
    server.start()


@pytest.mark.fault("F04")
def test_every_acknowledged_filing_outlives_the_database(platform, server, cast, broker, stored, witness, record, rng):
    platform.beat()
    platform.worker()
    with Writers(cast, witness.history, rng) as writers:
        platform.until(lambda: stored(_EFFECTS["number"]), seconds=60, what="a first filing is granted")
        for _kill in range(KILLS):
            kill_server(server, record)
            time.sleep(rng.uniform(1, 2))
    began = time.monotonic()
    assert writers.errors == []
    platform.until(lambda: quiet(stored), seconds=120, what="everything has come to its end")
    record.seconds_to_heal = time.monotonic() - began
    check(witness, stored, record)
    assert stored(_HALVES) == []
    assert stored(_NUMBERS)[0] in {(last, last, last) for last in range(1, 10_000)}, (
        "numbers are dense, none is drawn and lost"
    )
    assert not chains.verify().broken


def quiet(stored) -> bool:
    try:
        relay.relay("provider:p01")
        return storm.backlog(stored) == 0 and stored(_UNDECIDED) == [(0,)]
    except AWAY:  # it has only just been killed
        return False


def check(witness, stored, record) -> None:
    """What was acknowledged against what is there; the histories of cases; registers of both tiers."""
    witness.at_rest(_EFFECTS)
    history = witness.history
    reported, approved = (len(history.acknowledged(f)) for f in ("report", "approve"))
    record.acknowledged = reported + approved
    record.add(
        f"{reported} reports and {approved} approvals acknowledged, {len(stored(_EFFECTS['number']))} filings granted"
    )
    verdicts = [
        checkers.unique_ids(history, "report"),
        checkers.unique_ids(history, "number"),
        checkers.total_queue(history, "report", "case"),
        checkers.total_queue(history, "approve", "granted"),
        checkers.monotone(history),
        checkers.digests_equal(history),
        lives.legal_steps(history),
        lives.legal_sights(history),
    ]
    record.lost = max(each.count("lost", "different", "alone") for each in verdicts)
    record.doubled = max(each.count("doubled", "unexpected") for each in verdicts)
    assert [str(each) for each in verdicts if not each.good] == []
    assert reported and approved and len(history.of("report")) > reported, "some were answered, some were cut off"
