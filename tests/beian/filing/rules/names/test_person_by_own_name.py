"""A person files under his own full name."""

import pytest

from beian.filing.rules.names.person_by_own_name import person_by_own_name
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("王先生", {"nature": 5}),
    Case("张3", {"nature": 5}),
    Case("站长", {"nature": 5}),
    Case("张某某", {"nature": 5}),
]

KEPT = [
    ("欧阳娜娜", {"nature": 5}),
    ("买买提·艾力", {"nature": 5}),
    ("John Smith", {"nature": 5, "certificate_type": 7}),
    ("王先生", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(person_by_own_name, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(person_by_own_name, value, context)


def test_where_the_line_runs():
    assert passes(person_by_own_name, "赵满", {"nature": 5})
    told(person_by_own_name, Case("赵", {"nature": 5}, code="name.placeholder"))
