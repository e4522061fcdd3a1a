"""A kind that was abolished is pointed out."""

from datetime import date

import pytest

from beian.filing.rules.sites.approval_in_force import approval_in_force
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(6, {}, severity="warn"),
    Case(3, {}, severity="warn"),
]

KEPT = [
    (1, {}),
    (2, {}),
]


@pytest.mark.requirement("D1")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(approval_in_force, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(approval_in_force, value, context)


def test_where_the_line_runs():
    assert passes(approval_in_force, 6, {"today": date(2010, 7, 4)})
    told(approval_in_force, Case(6, {"today": date(2010, 7, 5)}, severity="warn"))
