"""An address names its county where there are counties."""

import pytest

from beian.filing.rules.across.county_named import county_named
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company

BROKEN = [
    (changed(company(), subject__address__county=None), {"subject.address.county": "warn"}),
]

KEPT = [
    company(),
    changed(company(), subject__address__county=None, subject__address__detail=None),
    changed(company(), subject__address=None),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(county_named, document) == found
    shown(county_named, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(county_named, document) == {}


def test_where_the_line_runs():
    assert (
        places(
            county_named,
            changed(company(), subject__address={"province": "44", "city": "441900", "detail": "鸿福路1号"}),
        )
        == {}
    )
    assert places(
        county_named, changed(company(), subject__address={"province": "44", "city": "440100", "detail": "中山五路1号"})
    ) == {"subject.address.county": "warn"}
