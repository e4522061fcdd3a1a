"""It serves when the mobile does not answer."""

import pytest

from beian.filing.rules.contacts.emergency_differs import emergency_differs
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("13800138000", {"mobile": "13800138000"}),
]

KEPT = [
    ("010-66012345", {"mobile": "13800138000"}),
    ("13800138000", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(emergency_differs, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(emergency_differs, value, context)


def test_where_the_line_runs():
    assert passes(emergency_differs, "13800138001", {"mobile": "13800138000"})
    told(emergency_differs, Case(" 13800138000 ", {"mobile": "13800138000"}))
