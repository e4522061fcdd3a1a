"""An address goes down to the door or the village."""

import pytest

from beian.filing.rules.addresses.down_to_door import down_to_door
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("北京市", {}),
    Case("西直门外大街", {}),
]

KEPT = [
    ("浙江省杭州市西湖区文三路1号", {}),
    ("某某镇某某村", {}),
    ("1234信箱5分箱", {}),
    ("北京路2号院3号楼502室", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(down_to_door, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(down_to_door, value, context)


def test_where_the_line_runs():
    assert passes(down_to_door, "文三路1号", {})
    told(down_to_door, Case("文三路号", {}))
