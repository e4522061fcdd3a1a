"""One mobile belongs to one name."""

import pytest

from beian.filing.rules.across.mobile_of_one_person import mobile_of_one_person
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company

BROKEN = [
    (changed(company(), sites__0__principal__name="张三"), {"sites.0.principal.mobile": "warn"}),
]

KEPT = [
    company(),
    changed(company(), sites__0__principal__name="张三", sites__0__principal__mobile="13900139001"),
    changed(company(), sites__0__principal=None),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(mobile_of_one_person, document) == found
    shown(mobile_of_one_person, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(mobile_of_one_person, document) == {}


def test_where_the_line_runs():
    assert places(mobile_of_one_person, changed(company(), sites__0__principal__name=" 王建国 ")) == {}
    assert places(mobile_of_one_person, changed(company(), sites__0__principal__name="王建国二")) == {
        "sites.0.principal.mobile": "warn"
    }
