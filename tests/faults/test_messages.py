"""Messages that come ten times, and one that can never be applied as things stand (F09, F13)."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg2
import pytest
from django.db import connections

from beian.exchange import chains, relay, transports
from beian.people import scope
from beian.people.scope import Reach
from tests.faults import storm
from tests.faults.records import FULL

pytestmark = pytest.mark.django_db
TIMES = 10
MESSAGES = 60 if FULL else 20


@pytest.mark.fault("F09")
def test_each_message_ten_times_in_parallel_takes_effect_once(platform, broker, stored, record, rng, monkeypatch):
    """Ten deliverers hand over every message at the same moment, and again later in any order, while workers apply."""
    monkeypatch.setattr(relay, "BATCH", 1)
    platform.worker()
    stories, batches, receipts = storm.send(MESSAGES), [], []
    with ThreadPoolExecutor(TIMES) as deliverers:
        for sender in storm.SENDERS:
            while prepared := _next(sender):
                receipts += _ten_times(deliverers, prepared.batch)
                _acknowledge(sender, prepared, receipts[-1])
                batches.append(prepared.batch)
                broker.ring("ministry", "ministry", "ministry")
        again = rng.sample(batches * TIMES, len(batches) * TIMES)
        receipts += deliverers.map(_deliver, again)
        deliverers.map(lambda _turn: connections.close_all(), range(TIMES))
    broker.ring("ministry")
    record.seconds_to_heal = platform.until(
        lambda: storm.backlog(stored) == 0, seconds=60, what="everything is applied"
    )
    record.add(f"{len(receipts)} deliveries of {MESSAGES} messages by {TIMES} threads")
    storm.count(stored, stories, record)
    assert len(receipts) == MESSAGES * TIMES * 2
    assert (record.lost, record.doubled) == (0, 0), record.notes
    assert not chains.verify().broken


def _next(sender: str):
    """The next message of the channel as a batch of its own."""
    with scope.enter(sender, Reach.STAFF, storm.SENDER):
        return relay.next_batch(sender, "ministry")


def _ten_times(deliverers, batch) -> list:
    together = threading.Barrier(TIMES)

    def deliver(_turn: int):
        together.wait(30)
        return _deliver(batch)

    return list(deliverers.map(deliver, range(TIMES)))


def _deliver(batch):
    return transports.to("ministry").deliver(batch)


def _acknowledge(sender: str, prepared, receipt) -> None:
    with scope.enter(sender, Reach.STAFF, storm.SENDER):
        assert relay.acknowledge(sender, "ministry", prepared, receipt)


@pytest.mark.fault("F13")
def test_a_poisoned_message_is_parked_and_shown_while_others_flow_on(platform, broker, cast, stored, record, test_urls):
    """The cause is a rule of the database that this one message breaks; with the rule gone, the retry succeeds."""
    platform.worker()
    keeper = cast.staff("operations", "ministry")
    stories = storm.send(21)
    poisoned = str(stories[10].application)
    with _refused(test_urls["DATABASE_OWNER_URL"], poisoned):
        broker.ring(*storm.SENDERS)
        platform.until(lambda: _ring_until_parked(broker, stored), seconds=90, what="the poisoned message is parked")
        (key, attempts, error, row), *others = stored(_PARKED)
        assert (key, attempts, others) == (poisoned, 5, [])
        assert "poison" in error
        assert stored("SELECT count(*) FROM ministry_passage") == [(20,)], "the others flow on"
        page = keeper.get(cast.url("ministry", "exchange")).content.decode()
        assert "filing.routed" in page
        assert cast.url("ministry", "exchange_message", row) in page
        assert "poison" in keeper.get(cast.url("ministry", "exchange_message", row)).content.decode()
    record.add(f"parked after {attempts} tries: {error}")
    began = time.monotonic()
    assert keeper.post(cast.url("ministry", "exchange_retry", row)).status_code == 302
    broker.ring("ministry")
    platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="the retry succeeds")
    record.seconds_to_heal = time.monotonic() - began
    storm.count(stored, stories, record)
    assert (record.lost, record.doubled) == (0, 0), record.notes


_PARKED = "SELECT key, attempts, error, id FROM beian_inboxmessage WHERE node = 'ministry' AND state = 'parked'"


def _ring_until_parked(broker, stored) -> bool:
    """Each ring is one walk over what is pending, and one try of what fails."""
    if not broker.waiting():
        broker.ring("ministry")
    return bool(stored(_PARKED))


@contextmanager
def _refused(owner_url: str, application: str):
    """While the block runs, the database takes no passage of this application."""
    add = f"ALTER TABLE ministry_passage ADD CONSTRAINT poison CHECK (application <> '{application}')"
    line = psycopg2.connect(owner_url)
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(add)
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE ministry_passage DROP CONSTRAINT poison")
            line.close()
