"""A text is neither too short nor too long."""

import pytest

from beian.filing.rules import packs
from tests.beian.filing.rules.packs.trial import asked, changed, company, places, row

NAME = "sites.0.name"


@pytest.mark.requirement("B3")
def test_both_ends_count_in():
    rule = row("item_length", item="sites[].name", least=3, most=5)
    assert [asked(NAME, "字" * count, rule) for count in (2, 3, 5, 6)] == [True, False, False, True]
    assert not asked(NAME, f"  {'字' * 5}  ", rule) and not asked(NAME, "", rule)
    assert not asked("subject.name", "某", rule)
    assert places(changed(company(), sites__0__name="六个字的名称"), rule) == {NAME}


def test_the_most_is_not_below_the_least():
    assert packs.problems([row("item_length", item="sites[].name", least=9, most=8)])[0].place == "params.most"
    assert packs.problems([row("item_length", item="sites[].name", least=9, most=9)]) == []
