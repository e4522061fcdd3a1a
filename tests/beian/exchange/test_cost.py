"""What a message costs in transactions, and that a pump which saves a ring loses none."""

from contextlib import contextmanager

import pytest
from django.db import connection

from beian import exchange
from beian.exchange import applying, pumping, rings
from beian.exchange.locks import Turn
from beian.exchange.models import InboxMessage, InboxTrial
from tests.beian.exchange.notes import Note, at, failing, states, taken, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
HOME, CAPITAL = "provider:p01", "province:11"


@exchange.handles("test.echo", body=Note)
def send_on(messages):
    """Tell the sender the same."""
    for message in messages:
        exchange.send(receiver=message.sender, kind="test.note", key=message.key, body=message.body.model_dump())


@contextmanager
def transactions():
    """Every transaction of the block, as the scopes that were entered and the statements outside any."""
    seen = []

    def watch(execute, sql, params, many, context):
        if sql.lstrip().startswith("SELECT set_config('role'") or not connection.in_atomic_block:
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


@pytest.fixture
def bells(monkeypatch):
    """What reaches the bell instead of the broker."""
    from beian.people import bell

    rung = []
    monkeypatch.setattr(bell, "ring", lambda task, node: rung.append(node))
    return rung


def test_a_pump_costs_few_transactions():
    """Idle: one look. Sending: claim, receive, ring, acknowledge, look. Applying: claim, effect, look. A ring writes nothing."""
    for prepare, node, most in (
        (lambda: None, HOME, 1),
        (lambda: tell(HOME, CAPITAL, "one", kind="test.echo"), HOME, 5),
        (lambda: None, CAPITAL, 7),  # applies, and sends the answer
        (lambda: None, HOME, 3),
    ):
        prepare()
        with transactions() as seen:
            pumping.pump(node)
        assert len(seen) == most
    assert taken(HOME) == ["one"]


def test_what_a_pumped_node_sends_goes_out_without_a_second_ring(bells):
    tell(HOME, CAPITAL, "one", kind="test.echo")
    assert bells == [HOME]
    pumping.pump(HOME)
    assert bells == [HOME, CAPITAL]
    pumping.pump(CAPITAL)
    assert bells == [HOME, CAPITAL, HOME], "the receiver of the answer, and not the node that has just looked"


def test_a_pump_that_fails_after_it_wrote_something_rings_after_all(bells, arm):
    tell(HOME, CAPITAL, "one", kind="test.echo")
    pumping.pump(HOME)
    bells.clear()
    arm("applied", "raise")
    with pytest.raises(RuntimeError, match="a test asked"):
        pumping.pump(CAPITAL)
    assert bells == [CAPITAL]
    with Turn() as turn:
        assert turn.take("exchange apply", CAPITAL), "its turn was given back"
    rings.ring(CAPITAL)
    assert bells == [CAPITAL, CAPITAL], "nobody is at work any more"


def test_a_message_that_fails_is_tried_once_in_a_pump():
    failing.add("poison")
    tell(HOME, CAPITAL, "poison", "good")
    pumping.pump(HOME)
    pumping.pump(CAPITAL)
    assert states(CAPITAL) == ["pending", "applied"]
    with at(CAPITAL):
        assert InboxMessage.objects.get(state="pending").attempts == 1


def test_a_batch_that_cannot_be_read_leaves_nothing_in_hand(monkeypatch):
    from beian.exchange import registry

    tell(HOME, CAPITAL, "one", "two")
    pumping.pump(HOME)
    monkeypatch.delitem(registry._handlers, ("", "test.note", 1))
    applying.apply(CAPITAL)
    assert states(CAPITAL) == ["parked", "parked"]
    with at(CAPITAL):
        assert InboxTrial.objects.get().messages == []


def test_somebody_else_at_the_node_is_left_alone():
    """The lock belongs to another session: the pump goes away without a try, and the other one looks again."""
    from threading import Thread

    from django.db import connections

    tell(HOME, CAPITAL, "one")
    pumping.pump(HOME)
    moved = []

    def pump() -> None:
        moved.append(pumping.pump(CAPITAL))
        connections.close_all()

    with Turn() as turn:
        assert turn.take("exchange apply", CAPITAL)
        other = Thread(target=pump)
        other.start()
        other.join(30)
        assert moved == [0]
    assert taken(CAPITAL) == []
    assert pumping.pump(CAPITAL) == 1
