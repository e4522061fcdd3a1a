"""…公司 is an enterprise, …人民政府 is not."""

import pytest

from beian.filing.rules.names.fits_nature import fits_nature
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("北京某某有限公司", {"nature": 2}),
    Case("某某市人民政府", {"nature": 4}),
    Case("北京某某有限公司", {"nature": 5}),
    Case("某某律师事务所", {"nature": 4}),
]

KEPT = [
    ("北京某某科技有限公司", {"nature": 4}),
    ("某某市人民政府", {"nature": 2}),
    ("某某公司", {"nature": 16}),
    ("某某公司", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(fits_nature, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(fits_nature, value, context)


def test_where_the_line_runs():
    assert passes(fits_nature, "某某公司工会", {"nature": 6})
    told(fits_nature, Case("某某公司", {"nature": 6}))
