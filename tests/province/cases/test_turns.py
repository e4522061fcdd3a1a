"""Dear work is done one record after the other, by one worker at a time; nothing that comes at the last moment is left lying."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from beian.exchange.locks import only_one
from province.cases.turns import in_turn

NODE = "province:11"


def turned(following, do=lambda record: True, *, seconds=60.0):
    return in_turn(
        NODE,
        lock="a test",
        task="cases.grant",
        seconds=seconds,
        following=following,
        do=do,
        what="records could not be done",
    )


@pytest.mark.django_db
def test_what_comes_while_the_last_one_is_being_finished_is_done_too(cast):
    """Its own ring found the lock taken and went away: whoever held it looks once more."""
    waiting, done = [[1], [1], [], [2], [2], [], []], []
    assert turned(lambda failed: next(iter(waiting.pop(0)), None), lambda record: done.append(record) is None) == 2
    assert done == [1, 2] and waiting == []


@pytest.mark.django_db
def test_a_second_worker_leaves_it_to_the_first(cast):
    held, asked = threading.Event(), threading.Event()

    def first():
        try:
            with only_one("a test", NODE) as mine:
                held.set()
                assert asked.wait(20)
                return mine
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        working = other.submit(first)
        assert held.wait(20)
        assert turned(lambda failed: 1, pytest.fail) == 0
        asked.set()
        assert working.result(20)


@pytest.mark.django_db
def test_one_that_fails_keeps_no_other_waiting_and_is_raised_at_the_end(cast):
    left = {1, 2, 3}

    def do(record):
        if record == 2:
            raise ValueError("not this one")
        left.discard(record)
        return True

    with pytest.raises(ExceptionGroup, match="1 records could not be done") as raised:
        turned(lambda failed: min(left - set(failed), default=None), do)
    assert left == {2} and [str(each) for each in raised.value.exceptions] == ["not this one"]


@pytest.mark.django_db
def test_after_its_time_it_lets_messages_have_their_turn(cast):
    assert turned(lambda failed: 1, seconds=0.0) == 0
