"""One certificate belongs to one name."""

import pytest

from beian.filing.rules.across.certificate_of_one_person import certificate_of_one_person
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company

BROKEN = [
    (changed(company(), sites__0__principal__name="张三"), {"sites.0.principal.certificate.number": "reject"}),
]

KEPT = [
    company(),
    changed(company(), sites__0__principal__name="张三", sites__0__principal__certificate__number="440524188001010014"),
    changed(company(), sites__0__principal__certificate=None),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(certificate_of_one_person, document) == found
    shown(certificate_of_one_person, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(certificate_of_one_person, document) == {}


def test_where_the_line_runs():
    assert (
        places(
            certificate_of_one_person,
            changed(company(), sites__0__principal__name="张三", sites__0__principal__certificate__type=7),
        )
        == {}
    )
    assert places(
        certificate_of_one_person,
        changed(
            company(), sites__0__principal__name="张三", sites__0__principal__certificate__number=" 11010519491231002x"
        ),
    ) == {"sites.0.principal.certificate.number": "reject"}
