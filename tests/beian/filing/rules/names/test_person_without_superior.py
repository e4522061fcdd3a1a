"""A person has no unit above."""

import pytest

from beian.filing.rules.names.person_without_superior import person_without_superior
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("某某公司", {"nature": 5, "owner": "赵小满"}, severity="warn"),
    Case("某某集团", {"nature": 5}, severity="warn"),
]

KEPT = [
    ("赵小满", {"nature": 5, "owner": "赵小满"}),
    ("某某公司", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(person_without_superior, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(person_without_superior, value, context)


def test_where_the_line_runs():
    assert passes(person_without_superior, " 赵小满 ", {"nature": 5, "owner": "赵小满"})
    told(person_without_superior, Case("赵小蛮", {"nature": 5, "owner": "赵小满"}, severity="warn"))
