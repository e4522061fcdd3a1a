"""A joke of a number is pointed out."""

import pytest

from beian.filing.rules.contacts.phone_plausible import phone_plausible
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("010-12345678", {}, severity="warn"),
    Case("010-88888888", {}, severity="warn"),
]

KEPT = [
    ("010-66012345", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(phone_plausible, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(phone_plausible, value, context)


def test_where_the_line_runs():
    assert passes(phone_plausible, "010-88888880", {})
    told(phone_plausible, Case("010-88888888", {}, severity="warn"))
