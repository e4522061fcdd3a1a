"""An officer's card ended with 2022."""

from datetime import date

import pytest

from beian.filing.rules.certificates.type_in_force import type_in_force
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(8, {"nature": 5}, severity="person"),
    Case(8, {}, severity="person", code="certificate.retired", key="subject.principal.certificate.type"),
]

KEPT = [
    (2, {"nature": 5}),
    (901, {"nature": 5}),
]


@pytest.mark.requirement("B7")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(type_in_force, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(type_in_force, value, context)


def test_where_the_line_runs():
    assert passes(type_in_force, 8, {"nature": 5, "today": date(2022, 12, 31)})
    told(type_in_force, Case(8, {"nature": 5, "today": date(2023, 1, 1)}, severity="person"))
