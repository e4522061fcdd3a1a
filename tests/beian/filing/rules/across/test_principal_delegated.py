"""A site principal who is not the unit's own must be delegated."""

import pytest

from beian.filing.rules.across.principal_delegated import principal_delegated
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company, person

BROKEN = [
    (
        changed(company(), sites__0__principal__certificate__number="440524188001010014"),
        {"sites.0.principal.name": "warn"},
    ),
]

KEPT = [
    company(),
    changed(person(), sites__0__principal__certificate__number="440524188001010014"),
    changed(company(), sites__0__principal=None),
]


@pytest.mark.requirement("B7a")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(principal_delegated, document) == found
    shown(principal_delegated, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(principal_delegated, document) == {}


def test_where_the_line_runs():
    assert (
        places(principal_delegated, changed(company(), sites__0__principal__certificate__number=" 11010519491231002x"))
        == {}
    )
    assert places(
        principal_delegated, changed(company(), sites__0__principal__certificate__number="440524188001010015")
    ) == {"sites.0.principal.name": "warn"}
