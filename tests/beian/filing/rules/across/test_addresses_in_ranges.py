"""An IP-only site's addresses lie in the provider's ranges."""

import pytest

from beian.filing.rules.across.addresses_in_ranges import addresses_in_ranges
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import by_address, changed, company

BROKEN = [
    (changed(by_address(), sites__0__addresses=["1.2.4.8", "1.2.9.8"]), {"sites.0.addresses.1": "person"}),
]

KEPT = [
    by_address(),
    changed(company(), sites__0__addresses=["9.9.9.9"]),
    changed(by_address(), sites__0__addresses=["9.9.9.9"], access=None),
    changed(by_address(), sites__0__addresses=["x", 7]),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(addresses_in_ranges, document) == found
    shown(addresses_in_ranges, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(addresses_in_ranges, document) == {}


def test_where_the_line_runs():
    assert places(addresses_in_ranges, changed(by_address(), sites__0__addresses=["1.2.4.255"])) == {}
    assert places(addresses_in_ranges, changed(by_address(), sites__0__addresses=["1.2.5.0"])) == {
        "sites.0.addresses.0": "person"
    }
