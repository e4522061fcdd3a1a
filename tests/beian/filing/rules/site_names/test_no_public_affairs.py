"""Words of public affairs are for government bodies."""

import pytest

from beian.filing.rules.site_names.no_public_affairs import no_public_affairs
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("某某监察", {"nature": 4}),
    Case("某某市人民政府", {"nature": 4}),
    Case("某某社保", {"nature": 4}, severity="person"),
    Case("某某政务服务", {"nature": 3, "authorisation": "某某单位授权书"}, severity="person"),
]

KEPT = [
    ("某某市人民政府", {"nature": 2}),
    ("办公安全", {"nature": 4}),
    ("某某政务服务", {"nature": 3, "authorisation": "某某市政务服务局授权书"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_public_affairs, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_public_affairs, value, context)


def test_where_the_line_runs():
    assert passes(no_public_affairs, "办公安全", {"nature": 4})
    told(no_public_affairs, Case("某某公安", {"nature": 4}))
