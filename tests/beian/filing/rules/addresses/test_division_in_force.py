"""A division of former times is pointed out."""

from datetime import date

import pytest

from beian.filing.rules.addresses.division_in_force import division_in_force
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("330103", {"today": date(2026, 11, 20)}, severity="warn", key="subject.address.county"),
]

KEPT = [
    ("110108", {"today": date(2026, 11, 20)}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(division_in_force, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(division_in_force, value, context)


def test_where_the_line_runs():
    assert passes(division_in_force, "330106", {"today": date(2026, 11, 20)})
    told(
        division_in_force, Case("330103", {"today": date(2026, 11, 20)}, severity="warn", key="subject.address.county")
    )
