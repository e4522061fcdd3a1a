"""The owner is not called after its site."""

import pytest

from beian.filing.rules.names.no_site_name import no_site_name
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("某某新闻网", {"nature": 4}),
    Case("某某论坛", {"nature": 4}),
    Case("某某官网", {"nature": 3}),
]

KEPT = [
    ("某某网络有限公司", {"nature": 4}),
    ("某某网", {"nature": 5}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_site_name, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_site_name, value, context)


def test_where_the_line_runs():
    assert passes(no_site_name, "某某网具厂", {"nature": 4})
    told(no_site_name, Case("某某网", {"nature": 4}))
