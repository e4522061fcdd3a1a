"""One person answers for subject and sites."""

import pytest

from tests.beian.filing.rules.packs.trial import GUANGDONG, changed, company, places, row

RULE = row("same_principal")


@pytest.mark.requirement("B7a")
def test_number_decides_and_name_only_where_there_is_none():
    document = company()
    assert places(document, RULE) == set()
    other = changed(document, sites__0__principal__certificate__number=GUANGDONG)
    assert places(other, RULE) == {"sites.0.principal.certificate.number"}
    assert places(changed(document, sites__0__principal__name="李四光"), RULE) == set()
    bare = changed(document, sites__0__principal__name="李四光", sites__0__principal__certificate={"type": 2})
    assert places(bare, RULE) == {"sites.0.principal.name"}
    assert places(changed(document, sites__0__principal__certificate__number="11010519491231002x "), RULE) == set()


def test_an_open_principal_is_no_other_person():
    assert places(changed(company(), sites__0__principal=None), RULE) == set()
    assert places(changed(company(), subject__principal=[1]), RULE) == set()
