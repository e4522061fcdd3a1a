"""What article 15 forbids stands in no name, site or remark."""

import pytest

from beian.filing.rules.names.no_forbidden_content import no_forbidden_content
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("六合彩管理中心", {"nature": 4}),
    Case("代开发票", {"nature": 4}, code="name.forbidden", key="subject.remark"),
    Case("澳门赌场", {"nature": 4}, code="name.forbidden", key="sites[].name"),
    Case("反邪教协会", {"nature": 6}, severity="person"),
    Case("支持台独", {"nature": 4}, code="name.forbidden", key="sites[].remark"),
]

KEPT = [
    ("北京某某科技有限公司", {"nature": 4}),
    ("彩票管理中心", {"nature": 3}),
]


@pytest.mark.requirement("B3", "B3a")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_forbidden_content, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_forbidden_content, value, context)


def test_where_the_line_runs():
    assert passes(no_forbidden_content, "毒理研究中心", {"nature": 3})
    told(no_forbidden_content, Case("毒品研究中心", {"nature": 3}))
