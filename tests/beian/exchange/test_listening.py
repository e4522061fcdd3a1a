"""The listener: messages move the moment they are written, and whatever becomes of it, none is left lying for good."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from beian import exchange
from beian.exchange import listening, pumping, rings
from beian.people import bell
from tests.beian.exchange.notes import Note, at, failing, states, taken, tell

_CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'
"""
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
HOME, CAPITAL = "provider:p01", "province:11"


@exchange.handles("test.sent_back", body=Note)
def send_back(messages):
    """Tell the sender the same."""
    for message in messages:
        exchange.send(receiver=message.sender, kind="test.note", key=message.key, body=message.body.model_dump())


@pytest.fixture(autouse=True)
def workers(monkeypatch, settings):
    """What the workers are rung for, instead of the broker; and one that stands by looks often."""
    rung: list[str] = []
    settings.CELERY_BROKER_URL = "redis://nobody.invalid:1/0"
    monkeypatch.setattr(bell, "ring", lambda task, node: rung.append(node))
    monkeypatch.setattr(listening, "STANDBY", 0.05)
    return rung


@contextmanager
def running(crew: listening.Crew):
    """A listener in a thread of this process."""
    listener = listening.Listener(crew)
    thread = threading.Thread(target=listener.run)
    thread.start()
    try:
        yield listener
    finally:
        listener.stop()
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture
def listener():
    with listening.Crew(2) as crew, running(crew) as started:
        soon(lambda: started.leads)
        soon(crew.quiet)
        yield started


def soon(true, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.005)


@pytest.mark.requirement("B14")
def test_a_message_takes_effect_at_once_and_its_answer_comes_back_without_a_worker(listener, workers):
    tell(HOME, CAPITAL, "one", kind="test.sent_back")
    soon(lambda: taken(HOME) == ["one"])
    assert workers == []


def test_what_waits_when_it_takes_the_lead_is_moved_without_a_ring(workers):
    tell(HOME, CAPITAL, "one")
    assert workers == [HOME], "nobody listened, so the workers were rung"
    with listening.Crew(1) as crew, running(crew):
        soon(lambda: taken(CAPITAL) == ["one"])


def test_where_nobody_listens_any_more_the_workers_are_rung(workers):
    with listening.Crew(1) as crew, running(crew) as listener:
        soon(lambda: listener.leads)
        tell(HOME, CAPITAL, "one")
        assert workers == []
        soon(lambda: taken(CAPITAL) == ["one"])
    tell(HOME, CAPITAL, "two")
    assert workers == [HOME]


def test_of_two_listeners_one_leads_and_the_other_takes_its_place():
    with listening.Crew(1) as crew, running(crew) as second:
        with listening.Crew(1) as other, running(other) as first:
            soon(lambda: first.leads or second.leads)
            time.sleep(0.3)
            assert first.leads != second.leads
        soon(lambda: second.leads)
        tell(HOME, CAPITAL, "one")
        soon(lambda: taken(CAPITAL) == ["one"])


@pytest.mark.requirement("B14")
def test_a_listener_cut_off_from_the_database_comes_back_and_finds_what_it_missed(listener, test_urls, workers):
    line = psycopg2.connect(test_urls["DATABASE_URL"])
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(_CUT_OFF)
        assert cursor.fetchall() == [(True,)]
    line.close()
    tell(HOME, CAPITAL, "one")
    soon(lambda: taken(CAPITAL) == ["one"])
    soon(lambda: listener.leads)
    assert workers in ([], [HOME]), "told to the workers while nobody listened, or heard by the one who came back"


def test_a_node_that_is_served_elsewhere_is_not_pumped_here(listener, settings):
    settings.NODES = CAPITAL
    listener.crew.rung(CAPITAL)
    soon(listener.crew.quiet)
    with at(HOME):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [rings.CHANNEL, HOME])
    settings.NODES = "*"
    tell(HOME, CAPITAL, "one")
    soon(lambda: taken(CAPITAL) == ["one"])


def test_a_pump_that_breaks_off_leaves_the_thread_alive(listener, monkeypatch, caplog):
    real, broken = pumping.pump, []

    def once(node: str) -> int:
        if not broken:
            broken.append(node)
            raise RuntimeError("the disk is full")
        return real(node)

    monkeypatch.setattr(pumping, "pump", once)
    tell(HOME, CAPITAL, "one")
    soon(lambda: broken == [HOME])
    tell(HOME, CAPITAL, "two")
    soon(lambda: taken(CAPITAL) == ["one", "two"])
    assert "the pump broke off" in caplog.text


def test_a_node_rung_while_it_is_pumped_is_pumped_once_more_and_never_twice_at_once(monkeypatch):
    here, most, done, gate = [], [], [], threading.Event()

    def slow(node: str) -> int:
        here.append(node)
        most.append(here.count(node))
        gate.wait(10)
        here.remove(node)
        done.append(node)
        return 0

    monkeypatch.setattr(pumping, "pump", slow)
    with listening.Crew(3) as crew:
        crew.rung(HOME)
        soon(lambda: here == [HOME])
        for _again in range(5):
            crew.rung(HOME)
        crew.rung(CAPITAL)
        soon(lambda: sorted(here) == sorted([HOME, CAPITAL]))
        gate.set()
        soon(crew.quiet)
    assert (sorted(done), max(most)) == (sorted([HOME, HOME, CAPITAL]), 1)


def test_a_message_that_fails_is_no_matter_for_the_listener(listener):
    failing.add("poison")
    tell(HOME, CAPITAL, "poison", "good")
    soon(lambda: states(CAPITAL) == ["pending", "applied"])


@pytest.mark.parametrize("threads", [0, -1, 65])
def test_a_number_of_threads_that_cannot_be_is_refused(threads):
    with pytest.raises(CommandError, match="between 1 and 64"):
        call_command("exchange", "listen", threads=threads)


def test_a_ring_whose_database_is_gone_is_left_with_the_bell(workers, monkeypatch):
    line = connections["default"]
    with at(HOME):
        pass
    line.connection.close()
    rings.ring(CAPITAL)
    assert workers == [CAPITAL]
    line.close()
