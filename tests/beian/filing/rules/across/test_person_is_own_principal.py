"""A person is his own principal."""

import pytest

from beian.filing.rules.across.person_is_own_principal import person_is_own_principal
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company, person

BROKEN = [
    (
        changed(
            person(), sites__0__principal__name="张三", subject__principal__certificate__number="440524188001010014"
        ),
        {"sites.0.principal.name": "reject", "subject.principal.certificate.number": "reject"},
    ),
]

KEPT = [
    person(),
    company(),
    changed(company(), sites__0__principal__name="张三"),
    changed(person(), subject__principal__name=None),
]


@pytest.mark.requirement("B7a")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(person_is_own_principal, document) == found
    shown(person_is_own_principal, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(person_is_own_principal, document) == {}


def test_where_the_line_runs():
    assert (
        places(
            person_is_own_principal, changed(person(), subject__principal__certificate__number=" 11010519491231002x ")
        )
        == {}
    )
    assert places(person_is_own_principal, changed(person(), subject__principal__certificate__type=901)) == {
        "subject.principal.certificate.type": "reject"
    }
