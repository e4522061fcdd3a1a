"""Regions are for units that carry them."""

import pytest

from beian.filing.rules.site_names.no_region import no_region
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("上海生活", {"nature": 5}),
    Case("西湖区邻里", {"nature": 5}),
    Case("上海生活", {"nature": 4, "owner": "北京某某公司"}, severity="person"),
    Case("朝阳的博客", {"nature": 5}, severity="person"),
]

KEPT = [
    ("马上海报", {"nature": 5}),
    ("上海生活", {"nature": 4, "owner": "上海某某公司"}),
    ("上海生活", {"nature": 4, "authorisation": "上海市授权"}),
    ("上海生活", {}),
]


@pytest.mark.requirement("B3a")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_region, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_region, value, context)


def test_where_the_line_runs():
    assert passes(no_region, "马上海报", {"nature": 5})
    told(no_region, Case("爱上海", {"nature": 5}))
