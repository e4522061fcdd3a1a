"""Types without a nature go to a person."""

import pytest

from beian.filing.rules.certificates.type_with_nature import type_with_nature
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(49, {"nature": 4}, severity="person"),
    Case(46, {"nature": 16}, severity="person"),
]

KEPT = [
    (1, {"nature": 4}),
    (49, {"nature": 5}),
]


@pytest.mark.requirement("B7")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(type_with_nature, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(type_with_nature, value, context)


def test_where_the_line_runs():
    assert passes(type_with_nature, 44, {"nature": 20})
    told(type_with_nature, Case(46, {"nature": 20}, severity="person"))
