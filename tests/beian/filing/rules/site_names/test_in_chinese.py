"""A name without Chinese is pointed out."""

import pytest

from beian.filing.rules.site_names.in_chinese import in_chinese
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("Hello World", {"nature": 4}, severity="warn"),
]

KEPT = [
    ("Hello 世界", {"nature": 4}),
    ("某某科技官网", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(in_chinese, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(in_chinese, value, context)


def test_where_the_line_runs():
    assert passes(in_chinese, "Hello World站", {"nature": 4})
    told(in_chinese, Case("Hello World!", {"nature": 4}, severity="warn"))
