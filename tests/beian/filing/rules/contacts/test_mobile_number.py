"""Eleven digits of a segment in use."""

import pytest

from beian.filing.rules.contacts.mobile_number import mobile_number
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("1380013800", {}, code="mobile.shape"),
    Case("12000138000", {}, code="mobile.segment"),
    Case("010-66012345", {}, code="mobile.shape"),
]

KEPT = [
    ("13800138000", {}),
    ("19912345678", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(mobile_number, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(mobile_number, value, context)


def test_where_the_line_runs():
    assert passes(mobile_number, "15512345678", {})
    told(mobile_number, Case("15412345678", {}, code="mobile.segment"))
