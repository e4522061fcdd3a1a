"""Digits and signs alone are no name."""

import pytest

from beian.filing.rules.site_names.no_symbols import no_symbols
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("2345", {"nature": 4}),
    Case("——", {"nature": 4}),
]

KEPT = [
    ("2345导航", {"nature": 4}),
    ("Hello World", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_symbols, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_symbols, value, context)


def test_where_the_line_runs():
    assert passes(no_symbols, "3A网", {"nature": 4})
    told(no_symbols, Case("33", {"nature": 4}))
