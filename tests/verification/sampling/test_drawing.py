"""A sample can be drawn again by anybody who knows the seed; and how sure a share is that was found in it (M12)."""

import hashlib
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.sampling import drawing, intervals

pytestmark = pytest.mark.requirement("M12")
members = st.lists(st.uuids(), max_size=60, unique=True)


@given(members, st.integers(0, 80), st.randoms())
def test_the_draw_does_not_depend_on_the_order_of_the_population(population, size, dice):
    shuffled = list(population)
    dice.shuffle(shuffled)
    drawn = drawing.draw("0123456789abcdef", population, size)
    assert drawn == drawing.draw("0123456789abcdef", shuffled, size)
    assert len(drawn) == min(size, len(population)) and set(drawn) <= set(population)
    assert drawing.draw("0123456789abcdef", population, size + 5)[: len(drawn)] == drawn


def test_anybody_can_recompute_a_rank_with_sha256sum():
    member = UUID("018f4a3e-1111-7222-8333-944455556666")
    expected = hashlib.sha256(b"00ff00ff00ff00ff|018f4a3e-1111-7222-8333-944455556666").hexdigest()
    assert drawing.rank("00ff00ff00ff00ff", member) == expected


def test_no_member_is_favoured():
    population = [uuid4() for _ in range(20)]
    drawn = dict.fromkeys(population, 0)
    for _turn in range(2000):
        for member in drawing.draw(drawing.new_seed(), population, 5):
            drawn[member] += 1
    assert all(abs(times - 500) < 120 for times in drawn.values())  # six standard deviations


# As published for Wilson's score interval.
@pytest.mark.parametrize(
    ("found", "size", "low", "high"),
    [
        (0, 20, 0.0, 0.1611),
        (20, 20, 0.8389, 1.0),
        (3, 20, 0.0524, 0.3604),
        (10, 100, 0.0552, 0.1744),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_wilsons_interval(found, size, low, high):
    below, above = intervals.wilson(found, size)
    assert (below, above) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(1, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(size, found):
    found = min(found, size)
    low, high = intervals.wilson(found, size)
    assert 0 <= low <= found / size <= high <= 1


@pytest.mark.parametrize(("found", "size"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(found, size):
    with pytest.raises(ValueError, match="no share"):
        intervals.wilson(found, size)
