"""010-00000000 and its like are refused."""

import pytest

from beian.filing.rules.contacts.phone_not_fake import phone_not_fake
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("010-00000000", {}),
    Case("0571-1111111", {}),
    Case("010-00000000-12", {}),
    Case("010-00000000", {}, key="subject.principal.emergency_phone"),
]

KEPT = [
    ("010-66012345", {}),
    ("13800138000", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(phone_not_fake, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(phone_not_fake, value, context)


def test_where_the_line_runs():
    assert passes(phone_not_fake, "010-66000000", {})
    told(phone_not_fake, Case("021-00000000", {}))
