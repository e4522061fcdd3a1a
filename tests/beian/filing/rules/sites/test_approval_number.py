"""An approval's number is that of a document."""

import pytest

from beian.filing.rules.sites.approval_number import approval_number
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("<b>1</b>", {}),
    Case("无", {}),
    Case("新出网证", {}),
]

KEPT = [
    ("国新网许可证编号1012006001", {}),
    ("京网文〔2024〕1234-056号", {}),
]


@pytest.mark.requirement("D1")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(approval_number, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(approval_number, value, context)


def test_where_the_line_runs():
    assert passes(approval_number, "新出网证1", {})
    told(approval_number, Case("新出网证一", {}))
