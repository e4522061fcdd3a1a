"""Each checker passes what can have happened and names what cannot, in words."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.history import History, checkers, lives


class Lost(ConnectionError):
    """No answer came."""


def told(*lines: tuple) -> History:
    """A history of (process, type, f, value)."""
    history = History()
    for line in lines:
        history.append(*line)
    return history


def done(process: str, f: str, asked, answer=None) -> list[tuple]:
    return [(process, "invoke", f, asked), (process, "ok", f, asked if answer is None else answer)]


def crash():
    raise Lost("cut")


def test_clients_record_what_they_asked_and_what_came_of_it():
    history = History()
    writer = history.client("writer")
    assert writer.run("put", 1, lambda: "id-1") == "id-1"
    assert writer.run("put", 2, lambda: int("two"), fails=(ValueError,)) is None
    assert writer.run("put", 3, crash, unknown=(Lost,)) is None
    with pytest.raises(KeyError):
        writer.run("put", 4, lambda: {}["four"])
    assert [(each.asked, each.type) for each in history.of("put")] == [(1, "ok"), (2, "fail"), (3, "info"), (4, "info")]
    assert [each.process for each in history.of("put")] == ["writer", "writer", "writer", "writer, life 2"]
    assert history.events[0].time <= history.events[-1].time


def test_many_threads_write_one_history_and_a_file_keeps_it(tmp_path):
    history, together = History(), threading.Barrier(4)

    def work(name: int) -> None:
        together.wait(10)
        for number in range(50):
            history.client(f"thread {name}").run("give", None, lambda id=name * 100 + number: id)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    kept = History.kept(history.keep(tmp_path / "history.jsonl"))
    assert kept.events == history.events
    assert [event.index for event in kept.events] == list(range(400))
    verdict = checkers.unique_ids(kept)
    assert verdict.good and verdict.counts == {"given": 200}


def test_an_id_given_twice_is_named_with_both_who_got_it():
    history = told(*done("a", "give", None, "京ICP备2026000001号"), *done("b", "give", None, "京ICP备2026000001号"))
    verdict = checkers.unique_ids(history)
    assert not verdict.good
    assert "京ICP备2026000001号 is the answer to a's give (line 0) and to b's give (line 2)" in verdict.offences[0]


def test_a_write_of_unknown_end_may_be_there_or_not_but_not_twice():
    put = [("w", "invoke", "put", 1), ("w", "info", "put", "crashed")]
    take = done("t", "take", 1)
    assert checkers.total_queue(told(*put)).good
    assert checkers.total_queue(told(*put, *take)).good
    twice = checkers.total_queue(told(*put, *take, *take))
    assert twice.count("doubled") == 1


def test_an_operation_that_never_ended_is_of_unknown_end():
    assert checkers.total_queue(told(("w", "invoke", "put", 1), *done("t", "take", 1))).good
    assert checkers.set_full(told(("w", "invoke", "add", 1), *done("r", "read", None, []))).good


def test_a_refused_write_that_is_there_after_all_is_unexpected():
    refused = [("w", "invoke", "put", 1), ("w", "fail", "put", "refused")]
    assert checkers.total_queue(told(*refused)).good
    assert checkers.total_queue(told(*refused, *done("t", "take", 1))).count("unexpected") == 1
    added = [("w", "invoke", "add", 1), ("w", "fail", "add", "refused")]
    assert checkers.set_full(told(*added, *done("r", "read", None, [1]))).count("unexpected") == 1


def test_taking_before_it_was_put_is_unexpected():
    assert checkers.total_queue(told(*done("t", "take", 1), *done("w", "put", 1))).count("unexpected") == 1


def test_a_taker_that_crashed_may_have_taken_it():
    taker = [("t", "invoke", "take", 1), ("t", "info", "take", "crashed")]
    assert checkers.total_queue(told(*done("w", "put", 1), *taker)).good


def test_a_read_that_overlaps_the_write_may_miss_it_a_later_one_may_not():
    overlapping = [("r", "invoke", "read", None), *done("w", "add", 1), ("r", "ok", "read", [])]
    assert checkers.set_full(told(*overlapping, *done("r", "read", None, [1]))).good
    stale = checkers.set_full(told(*done("w", "add", 1), *done("r", "read", None, []), *done("r", "read", None, [1])))
    assert stale.count("stale") == 1 and "misses 1, which was known before it began and is seen later" in str(stale)
    lost = checkers.set_full(told(*done("w", "add", 1), *done("r", "read", None, [])))
    assert lost.count("lost") == 1
    unread = checkers.set_full(told(*done("w", "add", 1)))
    assert unread.count("never-read") == 1


def test_a_write_of_unknown_end_that_was_seen_once_must_stay():
    crashed = [("w", "invoke", "add", 1), ("w", "info", "add", "crashed")]
    seen = done("r", "read", None, [1])
    assert checkers.set_full(told(*crashed, *done("r", "read", None, []), *seen)).good
    assert checkers.set_full(told(*crashed, *seen, *done("r", "read", None, []))).count("lost") == 1


def test_sends_at_the_same_time_may_come_in_either_order_one_after_the_other_may_not():
    both = [("a", "invoke", "send", ["c", 1]), ("b", "invoke", "send", ["c", 2])]
    both += [("a", "ok", "send", None), ("b", "ok", "send", None)]
    assert checkers.prefix(told(*both, *done("r", "read", "c", [2, 1]))).good
    in_turn = [*done("a", "send", ["c", 1]), *done("b", "send", ["c", 2])]
    assert checkers.prefix(told(*in_turn, *done("r", "read", "c", [2, 1]))).count("order") == 1
    assert checkers.prefix(told(*in_turn, *done("r", "read", "c", [2]))).count("lost") == 1
    assert checkers.prefix(told(*in_turn, *done("r", "read", "c", [1]))).good


def test_two_readers_agree_on_the_order():
    both = [("a", "invoke", "send", ["c", 1]), ("b", "invoke", "send", ["c", 2])]
    reads = [*done("r", "read", "c", [1, 2]), *done("s", "read", "c", [2])]
    assert checkers.prefix(told(*both, *reads)).count("order") == 1


def test_the_third_version_is_not_followed_by_the_first():
    looks = [*done("r", "look", None, [["page", 3]]), *done("r", "look", None, [["page", 1]])]
    verdict = checkers.monotone(told(*looks))
    assert verdict.offences == ["fell: page stands at 3 for r's look (line 0) and at 1 for r's look (line 2)"]
    another = [*done("r", "look", None, [["page", 3]]), *done("s", "look", None, [["page", 1]])]
    assert checkers.monotone(told(*another)).good, "two readers may see it differently meanwhile"


def test_steps_follow_the_table_and_each_is_made_once():
    steps = [
        done("w", "step", ["case", "1", 1, "", "reported"]),
        done("w", "step", ["case", "1", 2, "reported", "under_review"]),
    ]
    assert lives.legal_steps(told(*steps[0], *steps[1])).good
    assert lives.legal_steps(told(*steps[0], *steps[1], *steps[1])).count("doubled") == 1
    skipped = done("w", "step", ["case", "1", 2, "reported", "granted"])
    assert "goes from reported to granted, which the table does not know" in str(
        lives.legal_steps(told(*steps[0], *skipped))
    )
    assert "begins as granted" in str(lives.legal_steps(told(*done("w", "step", ["case", "1", 1, "", "granted"]))))
    assert "though it stands at nothing" in str(lives.legal_steps(told(*steps[1])))


def test_an_onlooker_may_miss_states_and_never_sees_one_come_back_without_a_way():
    def see(state: str) -> list[tuple]:
        return done("r", "sight", None, [["claim", "1", state]])

    assert lives.legal_sights(told(*see("leased"), *see("released"))).good
    assert lives.legal_sights(told(*see("released"), *see("held"))).count("illegal") == 1
    assert lives.legal_sights(told(*see("gone"))).count("illegal") == 1


def test_ends_that_differ_at_rest_are_named():
    history = told(*done("v", "hold", ["north", "sender", "aa"]), *done("v", "hold", ["north", "receiver", "bb"]))
    assert "north: sender holds aa, receiver holds bb" in str(checkers.digests_equal(history))
    mended = told(
        *done("v", "hold", ["n", "s", "aa"]), *done("v", "hold", ["n", "r", "bb"]), *done("v", "hold", ["n", "r", "aa"])
    )
    assert checkers.digests_equal(mended).good, "the last word counts"
    assert checkers.digests_equal(told(*done("v", "hold", ["n", "s", "aa"]))).count("alone") == 1


def test_all_offences_are_counted_and_the_first_are_told():
    verdict = checkers.total_queue(told(*[line for number in range(20) for line in done("w", "put", number)]))
    assert (verdict.count("lost"), len(verdict.offences)) == (20, 5)
