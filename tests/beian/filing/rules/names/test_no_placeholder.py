"""A filler is no name."""

import pytest

from beian.filing.rules.names.no_placeholder import no_placeholder
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("测试", {"nature": 4}),
    Case("公司", {"nature": 4}),
    Case("公公公", {"nature": 4}),
    Case("单位名称", {"nature": 4}),
]

KEPT = [
    ("某某公司", {"nature": 4}),
    ("测试技术研究所有限公司", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_placeholder, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_placeholder, value, context)


def test_where_the_line_runs():
    assert passes(no_placeholder, "公司乙", {"nature": 4})
    told(no_placeholder, Case("公", {"nature": 4}))
