"""A message takes effect once, in order, or not at all (decisions 7 to 10)."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections
from pydantic import ValidationError

from beian import exchange
from beian.audit.models import AuditEntry
from beian.exchange import chains, inbox, relay, transports
from beian.exchange.models import InboxMessage, OutboundChannel, OutboxMessage
from beian.people import scope
from beian.people.scope import Reach
from tests.beian.exchange.notes import TELLER, at, batches, prepared, states, taken, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
HOME, CAPITAL = "provider:p01", "province:11"


def test_what_is_sent_takes_effect_once_and_in_order():
    tell(HOME, CAPITAL, "one", "two")
    tell(HOME, CAPITAL, "three")
    exchange.drain()
    exchange.drain()
    assert taken(CAPITAL) == ["one", "two", "three"]
    assert batches == [3], "one batch of a kind, not a call for each"
    assert taken("province:33") == []


def test_a_change_that_is_rolled_back_sends_nothing():
    with pytest.raises(ZeroDivisionError), at(HOME):
        exchange.send(receiver=CAPITAL, kind="test.note", key="1", body={"text": "never"})
        _ = 1 / 0
    exchange.drain()
    assert taken(CAPITAL) == []


def test_an_owner_may_send_and_can_read_nothing_of_it():
    with scope.enter(HOME, Reach.OWNER, TELLER, owner=1):
        exchange.send(receiver=CAPITAL, kind="test.note", key="1", body={"text": "from an owner"})
        with pytest.raises(DatabaseError, match="permission denied"):
            OutboxMessage.objects.count()
    exchange.drain()
    assert taken(CAPITAL) == []


def test_an_owners_message_arrives():
    with scope.enter(HOME, Reach.OWNER, TELLER, owner=1):
        exchange.send(receiver=CAPITAL, kind="test.note", key="1", body={"text": "from an owner"})
    exchange.drain()
    assert taken(CAPITAL) == ["from an owner"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"body": {"text": 7}}, ValidationError),
        ({"body": {}}, ValidationError),
        ({"kind": "test.nothing"}, exchange.UnknownKind),
        ({"version": 9}, exchange.UnknownKind),
        ({"receiver": "province"}, ValueError),
        ({"body": {"text": "a\0b"}}, ValueError),
    ],
)
def test_what_the_receiver_could_not_read_is_not_sent(change, refusal):
    with pytest.raises(refusal), at(HOME):
        exchange.send(**{"receiver": CAPITAL, "kind": "test.note", "key": "1", "body": {"text": "x"}} | change)


# fault F09, told without workers
def test_the_same_batch_ten_times_at_once_takes_effect_once():
    tell(HOME, CAPITAL, "one", "two", "three")
    batch = prepared(HOME, CAPITAL).batch
    start = threading.Barrier(10)

    def deliver(_turn: int) -> int:
        start.wait()
        try:
            return transports.to(CAPITAL).deliver(batch).position
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(deliver, range(10))) == {3}
    exchange.drain()
    assert taken(CAPITAL) == ["one", "two", "three"]
    assert states(CAPITAL) == ["applied"] * 3


# fault F09, told without workers
def test_ten_pumps_at_once_apply_once():
    tell(HOME, CAPITAL, *"abcdefgh")

    def pump(_turn: int) -> None:
        from beian.exchange import pumping

        try:
            pumping.pump(HOME)
            pumping.pump(CAPITAL)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(pump, range(10)))
    exchange.drain()
    assert taken(CAPITAL) == list("abcdefgh")


# fault F10, told without workers
def test_versions_sent_out_of_order_never_go_back():
    for revision in (3, 1, 2):
        tell(HOME, CAPITAL, f"version {revision}", key="one thing", kind="test.latest", revision=revision)
    exchange.drain()
    assert taken(CAPITAL) == ["version 3"]
    assert states(CAPITAL) == ["applied", "superseded", "superseded"]
    tell(HOME, CAPITAL, "version 2 again", key="one thing", kind="test.latest", revision=2)
    tell(HOME, CAPITAL, "version 4", key="one thing", kind="test.latest", revision=4)
    exchange.drain()
    assert taken(CAPITAL) == ["version 3", "version 4"]


# fault F11, told without workers
def test_a_gap_is_refused_and_the_sender_sends_again_from_there():
    tell(HOME, CAPITAL, "one", "two", "three")
    batch = prepared(HOME, CAPITAL).batch
    first, second, third = batch.envelopes
    late = relay_batch(HOME, CAPITAL, first, second, batch.previous, (third,))
    with at(CAPITAL):
        receipt = inbox.receive(late)
    assert (receipt.position, receipt.refusal) == (0, "a gap: wanted 1, got 3")
    assert states(CAPITAL) == []
    exchange.drain()
    assert taken(CAPITAL) == ["one", "two", "three"]


# fault F11, told without workers
def test_a_receiver_restored_from_an_older_copy_gets_its_tail_again(tamper):
    tell(HOME, CAPITAL, "one")
    exchange.drain()
    tell(HOME, CAPITAL, "two")
    exchange.drain()
    tamper(
        "DELETE FROM beian_inboxmessage WHERE seq = 2",
        "DELETE FROM beian_batchreceipt WHERE direction = 'in' AND last_seq = 2",
        "DELETE FROM beian_auditentry WHERE after ->> 'text' = 'two'",
        "UPDATE beian_inboundchannel SET last_seq = 1, head = (SELECT digest FROM beian_inboxmessage WHERE seq = 1)",
    )
    tell(HOME, CAPITAL, "three")
    exchange.drain()
    assert taken(CAPITAL) == ["one", "two", "three"]
    with at(HOME):
        entry = AuditEntry.objects.get(verb="exchange.resend")
        assert (entry.before, entry.after) == ({"position": 2}, {"position": 1})
    assert chains.verify().broken == []


# fault F12, told without workers
def test_an_acknowledgement_that_gets_lost_costs_nothing(arm):
    tell(HOME, CAPITAL, "one", "two")
    arm("delivered", "raise")
    with pytest.raises(RuntimeError, match="a test asked"):
        exchange.drain()
    with at(HOME):
        assert OutboundChannel.objects.get().acknowledged_seq == 0
    with at(CAPITAL):
        assert InboxMessage.objects.count() == 2
    tell(HOME, CAPITAL, "three")
    exchange.drain()
    assert taken(CAPITAL) == ["one", "two", "three"]
    with at(HOME):
        assert OutboundChannel.objects.get().acknowledged_seq == 3


def test_a_batch_signed_by_somebody_else_is_refused():
    tell(HOME, CAPITAL, "one")
    genuine = prepared(HOME, CAPITAL).batch
    with at("provider:p02"):
        from beian.exchange.envelopes import batch_bytes
        from beian.people import keys

        digest = genuine.envelopes[0].digest(genuine.previous)
        forged = dataclasses.replace(genuine, signature=keys.sign(batch_bytes(HOME, CAPITAL, 1, digest)))
    with at(CAPITAL):
        assert inbox.receive(forged).refusal == "not signed by provider:p01"
    assert states(CAPITAL) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("payload", b'{"text":"two"}'), ("key", "other"), ("kind", "test.latest"), ("revision", 9), ("seq", 2)],
)
def test_a_batch_changed_on_its_way_is_refused(column, value):
    tell(HOME, CAPITAL, "one")
    genuine = prepared(HOME, CAPITAL).batch
    changed = (dataclasses.replace(genuine.envelopes[0], **{column: value}),)
    with at(CAPITAL):
        assert "not signed" in inbox.receive(dataclasses.replace(genuine, envelopes=changed)).refusal
    assert states(CAPITAL) == []


def test_a_batch_for_somebody_else_is_refused():
    tell(HOME, CAPITAL, "one")
    batch = prepared(HOME, CAPITAL).batch
    with at("province:33"):
        assert inbox.receive(batch).refusal == "not addressed to province:33"


def test_another_history_than_the_one_held_is_refused_and_shown():
    """The sender's log was rewritten after it had been received: the receiver goes on holding what it signed for."""
    tell(HOME, CAPITAL, "one")
    first = prepared(HOME, CAPITAL).batch
    exchange.drain()
    other = dataclasses.replace(first.envelopes[0], payload=b'{"text":"another"}')
    rewritten = relay_batch(HOME, CAPITAL, None, None, first.previous, (other,))
    with at(CAPITAL):
        receipt = inbox.receive(rewritten)
    assert "another history" in receipt.refusal
    assert taken(CAPITAL) == ["one"]


def test_a_receipt_that_the_receiver_did_not_sign_moves_nothing():
    tell(HOME, CAPITAL, "one")
    ready = prepared(HOME, CAPITAL)
    with at(CAPITAL):
        receipt = inbox.receive(ready.batch)
    with at(HOME):
        assert not relay.acknowledge(HOME, CAPITAL, ready, dataclasses.replace(receipt, signature=bytes(64)))
        channel = OutboundChannel.objects.get()
        assert (channel.acknowledged_seq, channel.error) == (0, "the receipt is not signed by the receiver")


def test_nobody_can_change_or_remove_what_was_sent():
    tell(HOME, CAPITAL, "one")
    exchange.drain()
    for model, node, columns in (
        (OutboxMessage, HOME, {"payload": b"{}"}),
        (OutboxMessage, HOME, {"seq": 7}),
        (InboxMessage, CAPITAL, {"kind": "test.other"}),
    ):
        with pytest.raises(DatabaseError, match="Cannot update"), at(node):
            model.objects.update(**columns)
    with pytest.raises(DatabaseError, match="permission denied"), at(HOME):
        OutboxMessage.objects.all().delete()


def test_a_ring_that_is_lost_is_found_by_the_sweep(monkeypatch):
    from beian.exchange import pumping

    tell(HOME, CAPITAL, "one")
    rung = []
    monkeypatch.setattr(pumping, "ring_workers", rung.append)
    assert pumping.sweep() == rung == [HOME]
    pumping.pump(HOME)
    assert pumping.sweep() == [CAPITAL]
    pumping.pump(CAPITAL)
    assert pumping.sweep() == []
    assert taken(CAPITAL) == ["one"]


def test_a_receiver_that_cannot_be_reached_is_tried_again_later(settings):
    from beian.exchange import pumping

    settings.NODES = HOME
    tell(HOME, CAPITAL, "one")
    pumping.pump(HOME)
    with at(HOME):
        channel = OutboundChannel.objects.get()
        assert (channel.failures, channel.last_seq, channel.acknowledged_seq) == (1, 1, 0)
        assert "BEIAN_NODES" in channel.error
    settings.NODES = "*"
    exchange.drain()
    assert taken(CAPITAL) == [], "a pause before the next try"
    due_now(HOME)
    exchange.drain()
    assert taken(CAPITAL) == ["one"]
    with at(HOME):
        assert OutboundChannel.objects.get().error == ""


def due_now(node):
    with at(node), connection.cursor() as cursor:
        cursor.execute("UPDATE beian_outboundchannel SET next_try = now()")


def relay_batch(sender, receiver, first, second, previous, envelopes):
    """A batch of these envelopes, signed by the sender; `first` and `second` lie before it."""
    from beian.exchange.envelopes import Batch, batch_bytes, chain
    from beian.people import keys

    for before in (first, second):
        previous = before.digest(previous) if before else previous
    last = chain(previous, envelopes)[-1]
    with at(sender):
        return Batch(
            sender, receiver, previous, envelopes, keys.sign(batch_bytes(sender, receiver, envelopes[-1].seq, last))
        )
