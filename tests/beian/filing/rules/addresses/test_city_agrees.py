"""The city written out is the one chosen."""

import pytest

from beian.filing.rules.addresses.city_agrees import city_agrees
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("宁波市中山路1号", {"province": "33", "city": "330100", "county": "330106"}),
    Case("浙江省宁波市中山路1号", {"province": "33", "city": "330100", "county": "330106"}),
]

KEPT = [
    ("浙江省杭州市西湖区文三路1号", {"province": "33", "city": "330100", "county": "330106"}),
    ("文三路1号", {"province": "33", "city": "330100", "county": "330106"}),
    ("宁波市中山路1号", {}),
    ("宁波路1号", {"province": "33", "city": "330100", "county": "330106"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(city_agrees, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(city_agrees, value, context)


def test_where_the_line_runs():
    assert passes(city_agrees, "杭州市1号", {"province": "33", "city": "330100", "county": "330106"})
    told(city_agrees, Case("温州市1号", {"province": "33", "city": "330100", "county": "330106"}))
