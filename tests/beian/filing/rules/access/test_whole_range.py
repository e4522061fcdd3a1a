"""One family, ascending, public from end to end."""

import pytest

from beian.filing.rules.access.whole_range import whole_range
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("11.0.0.1", {"start": "9.255.255.255"}, code="ip.range_not_public"),
    Case("1.2.4.0", {"start": "1.2.4.9"}, code="ip.order"),
    Case("2400:3200::1", {"start": "1.2.4.0"}, code="ip.family"),
]

KEPT = [
    ("1.2.4.255", {"start": "1.2.4.0"}),
    ("2400:3200::f", {"start": "2400:3200::1"}),
    ("1.2.4.0", {}),
    ("1.2.4.0", {"start": "10.0.0.1"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(whole_range, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(whole_range, value, context)


def test_where_the_line_runs():
    assert passes(whole_range, "1.2.4.9", {"start": "1.2.4.9"})
    told(whole_range, Case("1.2.4.8", {"start": "1.2.4.9"}, code="ip.order"))
