"""Legal histories by chance pass every checker; one planted bug is found by the checker whose matter it is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import settings as sought
from hypothesis import strategies as st

from tests.history import History, Verdict, checkers, lives
from tests.history.invented import PLANTED, legal

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)


def judged(history: History) -> dict[str, Verdict]:
    """Every checker over one history."""
    verdicts = (
        checkers.unique_ids(history, "put"),
        checkers.total_queue(history, element=checkers.second),
        checkers.set_full(history, "put", "list", element=checkers.second),
        checkers.prefix(history, "put"),
        checkers.monotone(history),
        checkers.digests_equal(history),
        lives.legal_steps(history),
        lives.legal_sights(history),
    )
    return {verdict.checker: verdict for verdict in verdicts}


@sought(max_examples=60)
@given(SEEDS, st.integers(min_value=0, max_value=150))
def test_what_can_have_happened_passes(seed, turns):
    history = legal(random.Random(seed), turns)
    assert [str(verdict) for verdict in judged(history).values() if not verdict.good] == []


@sought(max_examples=25)
@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
@given(seed=SEEDS)
def test_a_planted_bug_is_found(plant, seed):
    rng = random.Random(seed)
    checker, kinds = PLANTED[plant]
    found = judged(History(plant(legal(rng).events, rng)))[checker]
    assert not found.good
    assert found.count(*kinds), str(found)
