"""What providers take from a person."""

import pytest

from beian.filing.rules.sites.service_open_to_person import service_open_to_person
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(9, {"nature": 5}, severity="warn"),
    Case(5, {"nature": 5}, severity="warn"),
]

KEPT = [
    (6, {"nature": 5}),
    (24, {"nature": 5}),
    (9, {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(service_open_to_person, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(service_open_to_person, value, context)


def test_where_the_line_runs():
    assert passes(service_open_to_person, 6, {"nature": 5})
    told(service_open_to_person, Case(7, {"nature": 5}, severity="warn"))
