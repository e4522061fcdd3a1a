"""A domain is one that was registered as such."""

import pytest

from beian.filing.rules.sites.registrable_domain import registrable_domain
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("www.example.cn", {}),
    Case("http://example.cn", {}),
    Case("1.2.4.8", {}, code="domain.address"),
    Case("com.cn", {}, code="domain.suffix"),
]

KEPT = [
    ("example.cn", {}),
    ("例子.中国", {}),
    ("example.com.cn", {}),
]


@pytest.mark.requirement("B2", "B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(registrable_domain, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(registrable_domain, value, context)


def test_where_the_line_runs():
    assert passes(registrable_domain, "a.com.cn", {})
    told(registrable_domain, Case("a.b.com.cn", {}))
