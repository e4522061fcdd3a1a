"""Signs of programmes stand in no name."""

import pytest

from beian.filing.rules.site_names.no_odd_signs import no_odd_signs
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("<script>alert(1)</script>", {"nature": 4}),
    Case("某某;科技", {"nature": 4}),
]

KEPT = [
    ("某某·科技（北京）", {"nature": 4}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_odd_signs, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_odd_signs, value, context)


def test_where_the_line_runs():
    assert passes(no_odd_signs, "某某-科技", {"nature": 4})
    told(no_odd_signs, Case("某某*科技", {"nature": 4}))
