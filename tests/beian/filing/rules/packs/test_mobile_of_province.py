"""No table tells where a mobile is at home: a human is asked to look, once per number."""

import pytest

from beian.filing.rules import packs
from tests.beian.filing.rules.packs.trial import TODAY, asked, changed, company, pack, row, said


@pytest.mark.requirement("B3")
def test_each_number_is_shown_to_a_human_once():
    document = company()
    assert [found.item for found in said(document, row("mobile_of_province"))] == ["subject.principal.mobile"]
    other = changed(document, sites__0__principal__mobile="13900139000")
    assert [found.item for found in said(other, row("mobile_of_province"))] == [
        "subject.principal.mobile",
        "sites.0.principal.mobile",
    ]
    assert {found.severity for found in said(other, row("mobile_of_province"))} == {"person"}
    assert asked("sites.0.principal.mobile", "13900139000", row("mobile_of_province", whose="site"))
    assert not asked("sites.0.principal.mobile", "13900139000", row("mobile_of_province", whose="subject"))


def test_it_may_never_reject_since_it_knows_nothing():
    rule = row("mobile_of_province", severity="reject")
    assert [problem.place for problem in packs.problems([rule])] == ["severity"]
    assert packs.check_pack(company(), pack(rule), today=TODAY) == []
