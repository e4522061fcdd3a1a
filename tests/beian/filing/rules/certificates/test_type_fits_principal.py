"""A responsible person shows a personal paper."""

import pytest

from beian.filing.rules.certificates.type_fits_principal import type_fits_principal
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(1, {}, key="subject.principal.certificate.type"),
    Case(5, {}, key="sites[].principal.certificate.type"),
]

KEPT = [
    (2, {}),
    (7, {}),
    (901, {}),
    (30, {}),
]


@pytest.mark.requirement("B7", "B7a")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(type_fits_principal, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(type_fits_principal, value, context)


def test_where_the_line_runs():
    assert passes(type_fits_principal, 30, {})
    told(type_fits_principal, Case(35, {}, key="subject.principal.certificate.type"))
