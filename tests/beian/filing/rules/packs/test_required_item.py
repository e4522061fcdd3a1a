"""What the form leaves open, a bureau may ask for."""

import pytest

from beian.filing.items import BY_KEY
from beian.filing.rules import packs
from beian.filing.rules.packs.required_item import ITEMS
from tests.beian.filing.rules.packs.trial import asked, changed, company, places, row, said


@pytest.mark.requirement("B2")
def test_an_open_item_is_asked_for_once_the_filing_is_to_be_complete():
    rule = row("required_item", item="subject.superior")
    (found,) = said(company(), rule)
    assert found.item == "subject.superior" and "投资者或上级主管单位" in str(found.text)
    assert places(company(), rule, complete=False) == set()
    assert places(changed(company(), subject__superior="某某集团"), rule) == set()
    assert asked("subject.superior", " ", rule) and not asked("subject.superior", "某某集团", rule)
    assert places(company(), row("required_item", item="subject.superior", natures=[3])) == set()


def test_an_item_inside_something_absent_is_asked_for_too():
    rule = row("required_item", item="sites[].principal.emergency_phone")
    assert places(changed(company(), sites__0__principal=None), rule) == {"sites.0.principal.emergency_phone"}


def test_only_items_that_may_be_left_open_are_offered():
    assert all(BY_KEY[key].required_for != "always" and not BY_KEY[key].repeats for key in ITEMS)
    assert packs.problems([row("required_item", item="subject.name")])[0].place == "params.item"
    assert packs.problems([row("required_item")])[0].place == "params.item"
