"""A credit code tells the kind of body."""

import pytest

from beian.filing.rules.certificates.credit_code_fits_nature import credit_code_fits_nature
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("12100000400010275N", {"certificate_type": 1, "nature": 4}),
    Case("91350100M000100Y43", {"certificate_type": 49, "nature": 10}, severity="person"),
]

KEPT = [
    ("91350100M000100Y43", {"certificate_type": 1, "nature": 4}),
    ("D2143569X", {"certificate_type": 12, "nature": 4}),
    ("91350100M000100Y43", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(credit_code_fits_nature, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(credit_code_fits_nature, value, context)


def test_where_the_line_runs():
    assert passes(credit_code_fits_nature, "91350100M000100Y43", {"nature": 17})
    told(credit_code_fits_nature, Case("91350100M000100Y43", {"nature": 3}))
