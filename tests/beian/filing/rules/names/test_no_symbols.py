"""Digits, letters and signs are no name of an owner here."""

import pytest

from beian.filing.rules.names.no_symbols import no_symbols
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("12345678", {"nature": 4}),
    Case("ABC Limited", {"nature": 4}),
    Case("！！！", {"nature": 4}),
    Case("12", {"nature": 16}),
]

KEPT = [
    ("北京某某科技有限公司", {"nature": 4}),
    ("Example Foundation", {"nature": 16}),
    ("John Smith", {"nature": 5, "certificate_type": 7}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_symbols, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_symbols, value, context)


def test_where_the_line_runs():
    assert passes(no_symbols, "A座公司", {"nature": 4})
    told(no_symbols, Case("A-1", {"nature": 4}))
