"""The bureau's own words beside an item, whatever stands there."""

import pytest

from tests.beian.filing.rules.packs.trial import asked, changed, company, person, places, row, said


@pytest.mark.requirement("B3")
def test_it_is_said_once_beside_what_stands_there():
    many = changed(company(), sites__1=company()["sites"][0])
    assert [found.item for found in said(many, row("reminder", item="sites[].languages[]"))] == ["sites.0.languages"]
    assert [found.severity for found in said(many, row("reminder", item="sites[].name"))] == ["warn"]
    assert places(changed(company(), sites__0__languages=[]), row("reminder", item="sites[].languages[]")) == set()
    assert places(company(), row("reminder", item="subject.name", natures=[5])) == set()
    assert places(person(), row("reminder", item="subject.name", natures=[5])) == {"subject.name"}
    assert asked("sites.0.languages", [1], row("reminder", item="sites[].languages[]"))
