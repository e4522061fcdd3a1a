"""A government body answers to a unit."""

import pytest

from beian.filing.rules.names.superior_no_person import superior_no_person
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("张三", {"nature": 2}),
    Case("赵小满", {"nature": 3}),
    Case("李四", {"nature": 13}),
]

KEPT = [
    ("张三", {"nature": 4}),
    ("教育部", {"nature": 3}),
    ("某某市人民政府", {"nature": 2}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(superior_no_person, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(superior_no_person, value, context)


def test_where_the_line_runs():
    assert passes(superior_no_person, "某局", {"nature": 2})
    told(superior_no_person, Case("某君", {"nature": 2}))
