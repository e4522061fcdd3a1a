"""Both ends of a range are public."""

import pytest

from beian.filing.rules.access.public_ends import public_ends
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("10.0.0.1", {}, code="ip.not_public"),
    Case("x", {}, code="ip.shape"),
    Case("0.0.0.0", {}, code="ip.not_public", key="access.ip_ranges[].end"),
]

KEPT = [
    ("1.2.4.0", {}),
    ("2400:3200::1", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(public_ends, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(public_ends, value, context)


def test_where_the_line_runs():
    assert passes(public_ends, "11.0.0.0", {})
    told(public_ends, Case("10.255.255.255", {}, code="ip.not_public"))
