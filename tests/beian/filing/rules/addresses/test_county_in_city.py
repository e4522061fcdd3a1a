"""The county lies in the city."""

import pytest

from beian.filing.rules.addresses.county_in_city import county_in_city
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("330106", {"province": "33", "city": "330200"}),
    Case("330106", {"province": "11"}),
]

KEPT = [
    ("110108", {"province": "11", "city": "110100"}),
    ("330106", {"province": "33"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(county_in_city, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(county_in_city, value, context)


def test_where_the_line_runs():
    assert passes(county_in_city, "330106", {"city": "330100"})
    told(county_in_city, Case("330206", {"city": "330100"}))
