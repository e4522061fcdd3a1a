"""A kind of site is no name."""

import pytest

from beian.filing.rules.site_names.no_placeholder import no_placeholder
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("我的网站", {"nature": 5}),
    Case("测试", {"nature": 4}),
    Case("主页", {"nature": 4}),
]

KEPT = [
    ("我的网站笔记", {"nature": 5}),
    ("某某科技官网", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_placeholder, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_placeholder, value, context)


def test_where_the_line_runs():
    assert passes(no_placeholder, "某某首页", {"nature": 4})
    told(no_placeholder, Case("首页", {"nature": 4}))
