"""A public body names the unit above it."""

import pytest

from beian.filing.rules.across.superior_named import superior_named
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company, person

BROKEN = [
    (changed(company(), subject__nature=2), {"subject.superior": "warn"}),
    (changed(company(), subject__nature=6), {"subject.superior": "warn"}),
]

KEPT = [
    company(),
    person(),
    changed(company(), subject__nature=2, subject__superior="某某部"),
    changed(company(), subject__nature=[2]),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(superior_named, document) == found
    shown(superior_named, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(superior_named, document) == {}


def test_where_the_line_runs():
    assert places(superior_named, changed(company(), subject__nature=2, subject__name=None)) == {}
    assert places(superior_named, changed(company(), subject__nature=2, subject__superior="")) == {
        "subject.superior": "warn"
    }
