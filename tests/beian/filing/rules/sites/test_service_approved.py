"""A service of a field that needs an approval."""

import pytest

from beian.filing.rules.sites.service_approved import service_approved
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case(5, {"nature": 4, "approvals": []}),
    Case(14, {"nature": 4, "approvals": []}, severity="warn"),
    Case(5, {"nature": 4, "approvals": [2]}),
]

KEPT = [
    (5, {"nature": 4, "approvals": [1]}),
    (6, {"nature": 4, "approvals": []}),
    (21, {"nature": 4, "approvals": []}),
    (5, {"nature": 4}),
]


@pytest.mark.requirement("D1")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(service_approved, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(service_approved, value, context)


def test_where_the_line_runs():
    assert passes(service_approved, 13, {"nature": 4, "approvals": [9]})
    told(service_approved, Case(13, {"nature": 4, "approvals": [1]}, severity="warn"))
