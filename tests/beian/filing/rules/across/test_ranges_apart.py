"""Address ranges do not overlap."""

import pytest

from beian.filing.rules.across.ranges_apart import ranges_apart
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company

BROKEN = [
    (
        changed(company(), access__ip_ranges__1={"start": "1.2.4.9", "end": "1.2.4.10"}),
        {"access.ip_ranges.1.start": "reject"},
    ),
]

KEPT = [
    company(),
    changed(company(), access__ip_ranges__1={"start": "2400:3200::1", "end": "2400:3200::f"}),
    changed(company(), access__ip_ranges__1={"start": "x"}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(ranges_apart, document) == found
    shown(ranges_apart, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(ranges_apart, document) == {}


def test_where_the_line_runs():
    assert places(ranges_apart, changed(company(), access__ip_ranges__1={"start": "1.2.5.0", "end": "1.2.5.1"})) == {}
    assert places(ranges_apart, changed(company(), access__ip_ranges__1={"start": "1.2.4.255", "end": "1.2.5.1"})) == {
        "access.ip_ranges.1.start": "reject"
    }
