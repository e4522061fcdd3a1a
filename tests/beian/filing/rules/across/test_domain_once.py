"""A domain stands in one place."""

import pytest

from beian.filing.rules.across.domain_once import domain_once
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company, two

BROKEN = [
    (two(), {"sites.1.domains.0": "reject"}),
    (changed(two(), sites__1__domains=["b.cn", "EXAMPLE.cn"]), {"sites.1.domains.1": "reject"}),
]

KEPT = [
    company(),
    changed(two(), sites__1__domains=["b.cn"]),
    changed(two(), sites__1__domains=[7, "no domain"]),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(domain_once, document) == found
    shown(domain_once, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(domain_once, document) == {}


def test_where_the_line_runs():
    assert places(domain_once, changed(two(), sites__1__domains=["example.com.cn"])) == {}
    assert places(domain_once, changed(two(), sites__1__domains=["example.cn."])) == {"sites.1.domains.0": "reject"}
