"""The identity card comes first."""

import pytest

from beian.filing.rules.certificates.first_choice import first_choice
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(901, {"nature": 5}, severity="warn"),
    Case(8, {"nature": 5}, severity="warn"),
    Case(11, {"nature": 5}, severity="warn"),
    Case(901, {}, severity="warn", code="certificate.second_choice", key="sites[].principal.certificate.type"),
]

KEPT = [
    (2, {"nature": 5}),
    (7, {"nature": 5}),
    (14, {"nature": 5}),
    (42, {"nature": 5}),
]


@pytest.mark.requirement("B7")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(first_choice, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(first_choice, value, context)


def test_where_the_line_runs():
    assert passes(first_choice, 42, {"nature": 5})
    told(first_choice, Case(11, {"nature": 5}, severity="warn"))
