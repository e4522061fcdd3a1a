"""The unit above has a name in words."""

import pytest

from beian.filing.rules.names.superior_in_letters import superior_in_letters
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("12345", {"nature": 4}),
    Case("—— 1", {"nature": 4}),
]

KEPT = [
    ("教育部", {"nature": 3}),
    ("Example Holding Inc.", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(superior_in_letters, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(superior_in_letters, value, context)


def test_where_the_line_runs():
    assert passes(superior_in_letters, "3M", {"nature": 4})
    told(superior_in_letters, Case("3", {"nature": 4}))
