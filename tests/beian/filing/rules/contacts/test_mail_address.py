"""A local part and a real domain."""

import pytest

from beian.filing.rules.contacts.mail_address import mail_address
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("a@b", {}, code="email.domain"),
    Case("example.cn", {}, code="email.shape"),
    Case("a b@example.cn", {}, code="email.shape"),
]

KEPT = [
    ("zhangsan@example.cn", {}),
    ("zhang.san@mail.example.com.cn", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(mail_address, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(mail_address, value, context)


def test_where_the_line_runs():
    assert passes(mail_address, "a@example.cn", {})
    told(mail_address, Case("@example.cn", {}, code="email.shape"))
