"""A mobile or a fixed line."""

import pytest

from beian.filing.rules.contacts.emergency_number import emergency_number
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("12345", {}, code="mobile.shape"),
    Case("66012345", {}, code="phone.shape"),
]

KEPT = [
    ("13900139000", {}),
    ("010-66012345", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(emergency_number, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(emergency_number, value, context)


def test_where_the_line_runs():
    assert passes(emergency_number, "13900139000", {})
    told(emergency_number, Case("1390013900", {}, code="mobile.shape"))
