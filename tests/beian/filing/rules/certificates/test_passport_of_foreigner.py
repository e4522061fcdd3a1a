"""A passport proves who is no Chinese citizen."""

import pytest

from beian.filing.rules.certificates.passport_of_foreigner import passport_of_foreigner
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("E12345678", {"certificate_type": 7}, severity="person"),
    Case("G12345678", {"certificate_type": 7}, severity="person", key="subject.principal.certificate.number"),
]

KEPT = [
    ("AB1234567", {"certificate_type": 7}),
    ("E12345678", {"certificate_type": 35}),
]


@pytest.mark.requirement("B7")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(passport_of_foreigner, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(passport_of_foreigner, value, context)


def test_where_the_line_runs():
    assert passes(passport_of_foreigner, "F12345678", {"certificate_type": 7})
    told(passport_of_foreigner, Case("G12345678", {"certificate_type": 7}, severity="person"))
