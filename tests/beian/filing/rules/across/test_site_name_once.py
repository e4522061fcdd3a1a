"""Sites of one owner have names of their own."""

import pytest

from beian.filing.rules.across.site_name_once import site_name_once
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company, two

BROKEN = [
    (two(), {"sites.1.name": "warn"}),
]

KEPT = [
    company(),
    changed(two(), sites__1__name="某某科技论文站"),
    changed(two(), sites__0__name=None, sites__1__name=None),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(site_name_once, document) == found
    shown(site_name_once, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(site_name_once, document) == {}


def test_where_the_line_runs():
    assert places(site_name_once, changed(two(), sites__1__name="某某科技官网二")) == {}
    assert places(site_name_once, changed(two(), sites__1__name=" 某某科技官网 ")) == {"sites.1.name": "warn"}
