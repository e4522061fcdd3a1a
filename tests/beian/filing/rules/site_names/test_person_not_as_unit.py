"""A person's site is not called like a unit."""

import pytest

from beian.filing.rules.site_names.person_not_as_unit import person_not_as_unit
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("某某有限公司", {"nature": 5}),
    Case("某某大学", {"nature": 5}),
]

KEPT = [
    ("某某有限公司", {"nature": 4}),
    ("张三的个人博客", {"nature": 5}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(person_not_as_unit, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(person_not_as_unit, value, context)


def test_where_the_line_runs():
    assert passes(person_not_as_unit, "赵小满的日记", {"nature": 5})
    told(person_not_as_unit, Case("赵小满的学院", {"nature": 5}))
