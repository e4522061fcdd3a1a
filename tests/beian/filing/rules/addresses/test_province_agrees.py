"""The province written out is the one chosen."""

import pytest

from beian.filing.rules.addresses.province_agrees import province_agrees
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("浙江省杭州市文三路1号", {"province": "11"}),
]

KEPT = [
    ("浙江省杭州市文三路1号", {"province": "33"}),
    ("北京路2号院3号楼502室", {"province": "31"}),
    ("文三路1号", {"province": "11"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(province_agrees, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(province_agrees, value, context)


def test_where_the_line_runs():
    assert passes(province_agrees, "浙江路1号", {"province": "11"})
    told(province_agrees, Case("浙江省1号", {"province": "11"}))
