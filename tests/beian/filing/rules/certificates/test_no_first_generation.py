"""First-generation cards ended in 2013."""

import pytest

from beian.filing.rules.certificates.no_first_generation import no_first_generation
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("130503670401001", {"certificate_type": 2}, severity="person", key="subject.principal.certificate.number"),
]

KEPT = [
    ("11010519491231002X", {"certificate_type": 2}),
    ("440524188001010014", {"certificate_type": 1}),
]


@pytest.mark.requirement("B7")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_first_generation, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_first_generation, value, context)


def test_where_the_line_runs():
    assert passes(no_first_generation, "13050319670401001X", {"certificate_type": 2})
    told(no_first_generation, Case(" 130503670401001 ", {"certificate_type": 2}, severity="person"))
