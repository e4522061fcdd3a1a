"""An address is a real one, in Chinese."""

import pytest

from beian.filing.rules.addresses.real_address import real_address
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("无", {"nature": 4}, key="subject.certificate.address"),
    Case("测试测试", {}, key="subject.certificate.address"),
    Case("详细地址", {}, key="subject.certificate.address"),
    Case("1 Main Street", {"nature": 4}, key="subject.certificate.address"),
]

KEPT = [
    ("浙江省杭州市西湖区文三路1号", {}),
    ("1 Main Street", {"nature": 16}),
    ("1 Main Street", {"nature": 5}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(real_address, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(real_address, value, context)


def test_where_the_line_runs():
    assert passes(real_address, "文三路1", {})
    told(real_address, Case("三路1", {}, key="subject.certificate.address"))
