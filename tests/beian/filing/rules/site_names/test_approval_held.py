"""Words of a field that needs an approval are for sites that hold it."""

import pytest

from beian.filing.rules.site_names.approval_held import approval_held
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("某某新闻网", {"nature": 4, "approvals": []}),
    Case("某某论坛", {"nature": 4, "approvals": []}, severity="warn"),
    Case("某某论坛", {"nature": 4, "approvals": [], "as_written": True}),
    Case("某某文化传播公司", {"nature": 4, "owner": "某某文化传播公司"}, severity="warn"),
    Case("某某出版在线", {"nature": 4, "approvals": [1]}),
    Case("某某药品信息", {"nature": 4, "approvals": []}),
]

KEPT = [
    ("马上海报", {"nature": 5}),
    ("创新闻名", {"nature": 4}),
    ("推广电器商城", {"nature": 4}),
    ("张三的个人博客", {"nature": 5}),
    ("某某新闻网", {"nature": 4, "approvals": [1]}),
    ("某某教育", {"nature": 2, "owner": "某某教育局"}),
]


@pytest.mark.requirement("B3", "D1")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(approval_held, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(approval_held, value, context)


def test_where_the_line_runs():
    assert passes(approval_held, "创新闻名", {"nature": 4, "approvals": []})
    told(approval_held, Case("创新新闻", {"nature": 4, "approvals": []}))
