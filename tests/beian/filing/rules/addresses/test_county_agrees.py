"""A county written out that is not the one chosen goes to a person."""

import pytest

from beian.filing.rules.addresses.county_agrees import county_agrees
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("滨江区江南大道1号", {"province": "33", "city": "330100", "county": "330106"}, severity="person"),
    Case("浙江省杭州市滨江区江南大道1号", {"province": "33", "city": "330100", "county": "330106"}, severity="person"),
]

KEPT = [
    ("西湖区文三路1号", {"province": "33", "city": "330100", "county": "330106"}),
    ("浙江省杭州市西湖区文三路1号", {"province": "33", "city": "330100", "county": "330106"}),
    ("文三路1号", {"province": "33", "city": "330100", "county": "330106"}),
    ("滨江区江南大道1号", {"province": "33", "city": "330100"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(county_agrees, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(county_agrees, value, context)


def test_where_the_line_runs():
    assert passes(county_agrees, "滨江路1号", {"province": "33", "city": "330100", "county": "330106"})
    told(county_agrees, Case("滨江区1号", {"province": "33", "city": "330100", "county": "330106"}, severity="person"))
