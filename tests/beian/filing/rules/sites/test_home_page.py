"""The home page is an http or https address with a real host."""

import pytest

from beian.filing.rules.sites.home_page import home_page
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("javascript:alert(1)", {}, code="url.scheme"),
    Case("http://192.168.1.1/", {}, code="ip.not_public"),
    Case("http://localhost/", {}, code="domain.unknown_suffix"),
]

KEPT = [
    ("http://www.123.com/", {}),
    ("https://例子.中国/", {}),
    ("http://1.2.4.8/", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(home_page, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(home_page, value, context)


def test_where_the_line_runs():
    assert passes(home_page, "http://a.cn:65535/", {})
    told(home_page, Case("http://a.cn:65536/", {}, code="url.shape"))
