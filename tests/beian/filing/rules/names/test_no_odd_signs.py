"""Signs of programmes stand in no name."""

import pytest

from beian.filing.rules.names.no_odd_signs import no_odd_signs
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("某某公司<script>", {"nature": 4}),
    Case("某某公司;", {"nature": 4}),
    Case("某某$公司", {"nature": 4}),
]

KEPT = [
    ("某某（北京）有限公司", {"nature": 4}),
    ("A&B（中国）公司", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_odd_signs, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_odd_signs, value, context)


def test_where_the_line_runs():
    assert passes(no_odd_signs, "某某-公司", {"nature": 4})
    told(no_odd_signs, Case("某某_公司", {"nature": 4}))
