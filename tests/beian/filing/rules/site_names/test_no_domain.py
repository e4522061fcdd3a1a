"""A web address is no name of a site."""

import pytest

from beian.filing.rules.site_names.no_domain import no_domain
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("example.com", {"nature": 4}),
    Case("www.某某.中国", {"nature": 4}),
]

KEPT = [
    ("某某科技官网", {"nature": 4}),
    ("张三的个人博客", {"nature": 5}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_domain, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_domain, value, context)


def test_where_the_line_runs():
    assert passes(no_domain, "某某 2.0", {"nature": 4})
    told(no_domain, Case("某某 a.cn", {"nature": 4}))
