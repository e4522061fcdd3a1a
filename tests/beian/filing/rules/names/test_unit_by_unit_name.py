"""A unit with a person's name is doubtful."""

import pytest

from beian.filing.rules.names.unit_by_unit_name import unit_by_unit_name
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("张三", {"nature": 4}, severity="warn"),
    Case("赵小满", {"nature": 3}, severity="warn"),
]

KEPT = [
    ("教育部", {"nature": 2}),
    ("张三", {"nature": 5}),
    ("某部", {"nature": 1}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(unit_by_unit_name, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(unit_by_unit_name, value, context)


def test_where_the_line_runs():
    assert passes(unit_by_unit_name, "张三五金店", {"nature": 4})
    told(unit_by_unit_name, Case("诸葛小满", {"nature": 4}, severity="warn"))
