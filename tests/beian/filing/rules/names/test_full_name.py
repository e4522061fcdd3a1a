"""An enterprise gives its whole registered name."""

import pytest

from beian.filing.rules.names.full_name import full_name
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("某某在线网络科技", {"nature": 4}, severity="warn"),
    Case("某某品牌", {"nature": 4}, severity="warn"),
]

KEPT = [
    ("北京某某科技有限公司", {"nature": 4}),
    ("上海某某中心（有限合伙）", {"nature": 4}),
    ("某某品牌", {"nature": 3}),
    ("某某包子铺", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(full_name, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(full_name, value, context)


def test_where_the_line_runs():
    assert passes(full_name, "某某科技有限公司（北京）", {"nature": 4})
    told(full_name, Case("某某科技有限（北京）", {"nature": 4}, severity="warn"))
