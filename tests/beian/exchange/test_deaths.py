"""Processes that die in the middle: whatever the moment, nothing is lost and nothing happens twice (F01, F02)."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connections

from beian import exchange
from beian.exchange import chains, hooks, pumping
from beian.exchange.models import OutboundChannel
from tests.beian.exchange.notes import at, states, taken, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
HOME, CAPITAL = "provider:p01", "province:11"


def in_a_process_of_its_own(work) -> int:
    """The signal that ended a child doing `work`, or 0; the child has connections of its own."""
    child = os.fork()
    if child == 0:
        inherited = [(each, each.connection) for each in connections.all()]  # kept: closing them would end the parent's
        for each, _line in inherited:
            each.connection = None
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] & 0x7F


# fault F01, told without workers
@pytest.mark.parametrize("point", sorted(hooks.POINTS - {"answering"}))  # which no message passes
def test_a_process_killed_there_loses_nothing_and_repeats_nothing(arm, point):
    tell(HOME, CAPITAL, "one", "two", "three")
    arm(point, "kill")
    assert in_a_process_of_its_own(exchange.drain) == signal.SIGKILL
    tell(HOME, CAPITAL, "four")
    exchange.drain()
    assert sorted(taken(CAPITAL)) == ["four", "one", "three", "two"]
    assert chains.verify().broken == []


# fault F02, told without workers
def test_killed_again_and_again_it_still_gets_there(arm):
    tell(HOME, CAPITAL, *[str(number) for number in range(50)])
    for point in ("numbered", "received", "delivered", "tried", "applying", "tried"):
        arm(point, "kill")
        assert in_a_process_of_its_own(exchange.drain) == signal.SIGKILL
    exchange.drain()
    assert taken(CAPITAL) == [str(number) for number in range(50)]


# fault F12, told without workers
def test_an_answer_that_gets_lost_is_asked_for_again(arm):
    tell(HOME, CAPITAL, "one", "two")
    arm("answered", "drop")
    pumping.pump(HOME)
    assert states(CAPITAL) == ["pending", "pending"]
    with at(HOME):
        channel = OutboundChannel.objects.get()
        assert (channel.acknowledged_seq, channel.failures) == (0, 1)
        assert channel.error == "province:11 took the batch and its answer was lost"
        OutboundChannel.objects.update(next_try=channel.next_try - timedelta(minutes=1))  # the pause is over
    exchange.drain()
    assert taken(CAPITAL) == ["one", "two"]
    assert chains.verify().broken == []


def test_points_are_inert_outside_tests(arm, monkeypatch, tmp_path):
    arm("numbered", "raise")
    monkeypatch.delenv("BEIAN_TESTING")
    tell(HOME, CAPITAL, "one")
    exchange.drain()
    assert taken(CAPITAL) == ["one"]
    assert not (tmp_path / "numbered.pid").exists()
