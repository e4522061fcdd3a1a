"""Addresses of a site with a domain are left to its access."""

import pytest

from beian.filing.rules.across.addresses_without_domain import addresses_without_domain
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company

BROKEN = [
    (changed(company(), sites__0__addresses=["1.2.4.8"]), {"sites.0.addresses": "warn"}),
]

KEPT = [
    company(),
    changed(company(), sites__0__ip_only=True, sites__0__addresses=["1.2.4.8"]),
]


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(addresses_without_domain, document) == found
    shown(addresses_without_domain, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(addresses_without_domain, document) == {}


def test_where_the_line_runs():
    assert places(addresses_without_domain, changed(company(), sites__0__addresses=[])) == {}
    assert places(
        addresses_without_domain, changed(company(), sites__0__ip_only=False, sites__0__addresses=["1.2.4.8"])
    ) == {"sites.0.addresses": "warn"}
