"""The code certificate comes first."""

import pytest

from beian.filing.rules.certificates.unit_first_choice import unit_first_choice
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(4, {"nature": 3}, severity="warn"),
    Case(6, {"nature": 6}, severity="warn"),
]

KEPT = [
    (3, {"nature": 3}),
    (15, {"nature": 3}),
    (10, {"nature": 6}),
    (1, {"nature": 4}),
    (12, {"nature": 4}),
]


@pytest.mark.requirement("B7")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(unit_first_choice, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(unit_first_choice, value, context)


def test_where_the_line_runs():
    assert passes(unit_first_choice, 15, {"nature": 3})
    told(unit_first_choice, Case(4, {"nature": 3}, severity="warn"))
