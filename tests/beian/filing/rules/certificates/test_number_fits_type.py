"""The number is one of its certificate type."""

import pytest

from beian.filing.rules.certificates.number_fits_type import number_fits_type
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("91350100M000100Y44", {"certificate_type": 1}, code="certificate.check"),
    Case("91350100M000100Y43", {"certificate_type": 2, "nature": 5}, code="certificate.shape"),
    Case("11010519491231002X", {"certificate_type": 1, "nature": 4}, code="certificate.check"),
    Case(
        "110105202812310021",
        {"certificate_type": 2},
        code="certificate.birth_future",
        key="subject.principal.certificate.number",
    ),
    Case("", {"certificate_type": 2}, code="missing"),
]

KEPT = [
    ("91350100M000100Y43", {"certificate_type": 1, "nature": 4}),
    ("D2143569X", {"certificate_type": 12, "nature": 4}),
    ("11010519491231002X", {"certificate_type": 2}),
    ("11010519491231002X", {"nature": 5}),
]


@pytest.mark.requirement("B3", "B7")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(number_fits_type, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(number_fits_type, value, context)


def test_where_the_line_runs():
    assert passes(number_fits_type, "11010519491231002X", {"certificate_type": 2})
    told(number_fits_type, Case("110105194912310021", {"certificate_type": 2}, code="certificate.check"))
