"""A joke of a number is pointed out."""

import pytest

from beian.filing.rules.contacts.mobile_plausible import mobile_plausible
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("13888888888", {}, severity="warn"),
    Case("13812345678", {}, severity="warn"),
]

KEPT = [
    ("13800138000", {}),
    ("13900139000", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(mobile_plausible, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(mobile_plausible, value, context)


def test_where_the_line_runs():
    assert passes(mobile_plausible, "13888888889", {})
    told(mobile_plausible, Case("13888888888", {}, severity="warn"))
