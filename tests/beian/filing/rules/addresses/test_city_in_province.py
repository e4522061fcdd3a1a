"""The city lies in the province."""

import pytest

from beian.filing.rules.addresses.city_in_province import city_in_province
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("330100", {"province": "11"}),
    Case("110100", {"province": "33"}),
]

KEPT = [
    ("110100", {"province": "11"}),
    ("330100", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(city_in_province, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(city_in_province, value, context)


def test_where_the_line_runs():
    assert passes(city_in_province, "330200", {"province": "33"})
    told(city_in_province, Case("340100", {"province": "33"}))
