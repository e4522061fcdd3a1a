"""A responsible person bears a real full name."""

import pytest

from beian.filing.rules.names.principal_by_real_name import principal_by_real_name
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("李小姐", {}),
    Case("王先生", {}),
    Case("个人", {}),
    Case("张3", {}),
    Case("Zhang San", {"certificate_type": 2}),
    Case("王总", {}),
    Case("张某某", {}, code="person.not_real", key="sites[].principal.name"),
]

KEPT = [
    ("欧阳娜娜", {}),
    ("𠮷田", {}),
    ("买买提·艾力", {}),
    ("John Smith", {"certificate_type": 7}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(principal_by_real_name, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(principal_by_real_name, value, context)


def test_where_the_line_runs():
    assert passes(principal_by_real_name, "王总成", {})
    told(principal_by_real_name, Case("王总", {}))
