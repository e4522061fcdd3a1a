"""Special approval comes with a written application."""

from datetime import date

import pytest

from beian.filing.rules.sites.special_application import special_application
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(6, {"today": date(2009, 12, 1)}, severity="person"),
]

KEPT = [
    (1, {"today": date(2009, 12, 1)}),
    (6, {}),
]


@pytest.mark.requirement("B3a")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(special_application, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(special_application, value, context)


def test_where_the_line_runs():
    assert passes(special_application, 6, {"today": date(2010, 7, 5)})
    told(special_application, Case(6, {"today": date(2010, 7, 4)}, severity="person"))
