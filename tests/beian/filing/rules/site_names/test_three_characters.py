"""Shorter than three characters is pointed out."""

import pytest

from beian.filing.rules.site_names.three_characters import three_characters
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("好站", {"nature": 4}, severity="warn"),
    Case("站", {"nature": 4}, severity="warn"),
]

KEPT = [
    ("某某科技官网", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(three_characters, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(three_characters, value, context)


def test_where_the_line_runs():
    assert passes(three_characters, "好站点", {"nature": 4})
    told(three_characters, Case("好站 ", {"nature": 4}, severity="warn"))
