"""A web address is no name."""

import pytest

from beian.filing.rules.names.no_domain import no_domain
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("example.com", {"nature": 4}),
    Case("www.某某.中国", {"nature": 4}),
    Case("http://某某.公司", {"nature": 4}),
    Case("某某 www.example.cn", {"nature": 4}),
]

KEPT = [
    ("北京某某科技有限公司", {"nature": 4}),
    ("买买提·艾力", {"nature": 5}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_domain, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_domain, value, context)


def test_where_the_line_runs():
    assert passes(no_domain, "A.B.某某公司", {"nature": 4})
    told(no_domain, Case("a.bc某某 a.bc", {"nature": 4}))
