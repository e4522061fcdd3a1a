"""National words are for national units."""

import pytest

from beian.filing.rules.site_names.no_national_word import no_national_word
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("中国某某", {"nature": 4, "owner": "某某公司"}),
    Case("某某中国", {"nature": 4, "owner": "某某公司"}, severity="person"),
    Case("我爱中国", {"nature": 5}),
    Case("中国某某", {"nature": 2, "owner": "某某局"}, severity="person"),
]

KEPT = [
    ("中国某某", {"nature": 4, "owner": "中国某某公司"}),
    ("某某科技官网", {"nature": 4}),
    ("中国某某", {}),
]


@pytest.mark.requirement("B3", "B3a")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_national_word, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_national_word, value, context)


def test_where_the_line_runs():
    assert passes(no_national_word, "国中某某", {"nature": 4, "owner": "某某公司"})
    told(no_national_word, Case("中国某某", {"nature": 4, "owner": "某某公司"}))
