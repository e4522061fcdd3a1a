"""Most bureaus want both addresses in one province."""

import pytest

from beian.filing.rules.addresses.certificate_in_province import certificate_in_province
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("浙江省杭州市文三路1号", {"nature": 4, "province": "11"}, severity="warn"),
]

KEPT = [
    ("浙江省杭州市文三路1号", {"nature": 4, "province": "33"}),
    ("浙江省杭州市文三路1号", {"nature": 5, "province": "11"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(certificate_in_province, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(certificate_in_province, value, context)


def test_where_the_line_runs():
    assert passes(certificate_in_province, "杭州市文三路1号", {"nature": 4, "province": "11"})
    told(certificate_in_province, Case("浙江省文三路1号", {"nature": 4, "province": "11"}, severity="warn"))
