"""Another unit's whole name goes to a person."""

import pytest

from beian.filing.rules.site_names.no_other_unit import no_other_unit
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("北京某某甲有限公司", {"nature": 4, "owner": "上海某某乙有限公司"}, severity="person"),
    Case("北京某某甲有限公司官网", {"nature": 4, "owner": "上海某某乙有限公司"}, severity="person"),
]

KEPT = [
    ("北京某某甲有限公司官网", {"nature": 4, "owner": "北京某某甲有限公司"}),
    ("某某商城", {"nature": 4, "owner": "上海某某乙有限公司"}),
    ("北京某某甲有限公司", {"nature": 5, "owner": "赵小满"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_other_unit, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_other_unit, value, context)


def test_where_the_line_runs():
    assert passes(no_other_unit, "北京某某甲有限公司", {"nature": 4, "owner": "北京某某甲有限公司上海分公司"})
    told(no_other_unit, Case("北京某某甲有限公司", {"nature": 4, "owner": "北京某某乙有限公司"}, severity="person"))
