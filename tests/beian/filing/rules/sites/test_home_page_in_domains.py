"""www.123.com needs 123.com in the list."""

import pytest

from beian.filing.rules.sites.home_page_in_domains import home_page_in_domains
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("http://www.123.com/", {"domains": ["456.com"]}),
    Case("http://1.2.4.9/", {"addresses": ["1.2.4.8"]}),
    Case("http://1.2.4.8/", {"domains": ["456.com"]}),
    Case("http://www.123.com/", {"addresses": ["1.2.4.8"], "ip_only": True}),
]

KEPT = [
    ("http://www.123.com/", {"domains": ["123.com"]}),
    ("http://www.例子.中国/", {"domains": ["xn--fsqu00a.xn--fiqs8s"]}),
    ("http://1.2.4.8/", {"addresses": ["1.2.4.8"]}),
    ("http://www.123.com/", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(home_page_in_domains, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(home_page_in_domains, value, context)


def test_where_the_line_runs():
    assert passes(home_page_in_domains, "http://a.b.123.com/", {"domains": ["123.com"]})
    told(home_page_in_domains, Case("http://a123.com/", {"domains": ["123.com"]}))
