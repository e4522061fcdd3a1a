"""A backdrop's number and the markers that carry it (docs/backdrop.md).

A number has six digits: a serial of five and a check digit (ISO 7064 MOD 11,10). It is carried in pairs of digits: the marker with the
id 100 × (slot + 3 × side) + pair of DICT_5X5_1000 says that the pair of this slot (0, 1, 2 from the left) is `pair`; side 0 is the left
half of the backdrop, 1 the right. Ids from 600 are no markers of ours. Three slots read anywhere tell the whole number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

DIGITS, SLOTS, PAIRS = 6, 3, 100
LARGEST_SERIAL = 99_999
PATTERN = r"^[0-9]{6}$"
COLUMNS, ROWS = 11, 7  # cells of the backdrop; markers stand on those whose column and row are both even or both odd
FIRST_FOREIGN = SLOTS * 2 * PAIRS


class Place(NamedTuple):
    """A marker on the backdrop: cell from the upper left, and the marker's id."""

    column: int
    row: int
    id: int


def number_of(serial: int) -> str:
    """The number of a serial 1–99999: five digits and the check digit. ValueError outside."""
    if not 1 <= serial <= LARGEST_SERIAL:
        raise ValueError(f"serials go from 1 to {LARGEST_SERIAL}")
    digits = f"{serial:05d}"
    return digits + str(_check_digit(digits))


def is_number(text: str) -> bool:
    """Six digits of which the last one is right."""
    fits = len(text) == DIGITS and text.isascii() and text.isdigit()
    return fits and int(text[-1]) == _check_digit(text[:-1]) and text[:-1] != "00000"


def _check_digit(digits: str) -> int:
    """ISO 7064 MOD 11,10."""
    product = 10
    for digit in digits:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return (11 - product) % 10


def places(number: str) -> list[Place]:
    """Where the markers of this backdrop stand. Any three neighbours of a row carry the whole number."""
    cells = [(column, row) for row in range(ROWS) for column in range(COLUMNS) if (column + row) % 2 == 0]
    return [Place(column, row, _id(number, column, row)) for column, row in cells]


def _id(number: str, column: int, row: int) -> int:
    slot, side = (column // 2 + row) % SLOTS, int(column > COLUMNS // 2)
    return PAIRS * (slot + SLOTS * side) + int(number[2 * slot : 2 * slot + 2])


def read(ids: Iterable[int]) -> tuple[str | None, bool]:
    """The number that the markers tell, if all three slots were seen and it is right; and whether they contradict one another."""
    votes: list[Counter[int]] = [Counter() for _slot in range(SLOTS)]
    for one in ids:
        if one < FIRST_FOREIGN:
            votes[one // PAIRS % SLOTS][one % PAIRS] += 1
    if any(len(slot) > 1 for slot in votes):
        return None, True
    if not all(votes):
        return None, False
    number = "".join(f"{next(iter(slot)):02d}" for slot in votes)
    return (number, False) if is_number(number) else (None, True)
