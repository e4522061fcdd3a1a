"""An area code and a local number."""

import pytest

from beian.filing.rules.contacts.phone_number import phone_number
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("66012345", {}, code="phone.shape"),
    Case("010-6601234", {}, code="phone.shape"),
    Case("010-06601234", {}, code="phone.shape"),
]

KEPT = [
    ("010-66012345", {}),
    ("0571-87654321", {}),
    ("010-66012345-801", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(phone_number, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(phone_number, value, context)


def test_where_the_line_runs():
    assert passes(phone_number, "0310-6601234", {})
    told(phone_number, Case("010-6601234", {}, code="phone.shape"))
