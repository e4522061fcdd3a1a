"""A site's address is public."""

import pytest

from beian.filing.rules.sites.public_address import public_address
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("192.168.1.1", {}, code="ip.not_public"),
    Case("0.0.0.0", {}, code="ip.not_public"),
    Case("::ffff:1.2.4.8", {}, code="ip.not_public"),
]

KEPT = [
    ("1.2.4.8", {}),
    ("2400:3200::1", {}),
]


@pytest.mark.requirement("B2", "B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(public_address, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(public_address, value, context)


def test_where_the_line_runs():
    assert passes(public_address, "172.32.0.0", {})
    told(public_address, Case("172.31.255.255", {}, code="ip.not_public"))
