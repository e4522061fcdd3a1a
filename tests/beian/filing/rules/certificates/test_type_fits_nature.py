"""The certificate is one of the owner's nature."""

import pytest

from beian.filing.rules.certificates.type_fits_nature import type_fits_nature
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(2, {"nature": 4}),
    Case(5, {"nature": 4}),
    Case(1, {"nature": 5}),
    Case(12, {"nature": 2}),
]

KEPT = [
    (1, {"nature": 4}),
    (12, {"nature": 4}),
    (2, {"nature": 5}),
    (7, {"nature": 5}),
    (5, {"nature": 1}),
    (9, {"nature": 2}),
    (1, {}),
]


@pytest.mark.requirement("B3", "B7")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(type_fits_nature, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(type_fits_nature, value, context)


def test_where_the_line_runs():
    assert passes(type_fits_nature, 10, {"nature": 6})
    told(type_fits_nature, Case(10, {"nature": 3}))
