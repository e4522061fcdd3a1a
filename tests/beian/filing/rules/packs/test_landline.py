"""The office phone is a landline and stands there, for persons too."""

import pytest

from beian.filing import rules
from tests.beian.filing.rules.packs.trial import TODAY, asked, changed, company, pack, person, places, row

PHONE = "subject.principal.phone"


@pytest.mark.requirement("B3")
def test_a_mobile_or_nothing_is_not_enough():
    rule = row("landline")
    assert asked(PHONE, "13800138000", rule) and asked(PHONE, "", rule, nature=5)
    assert not asked(PHONE, "010-66012345", rule) and not asked(PHONE, "400-800", rule)
    assert places(company(), rule) == set()
    assert places(changed(person(), subject__principal__phone=None), rule) == {PHONE}


def test_the_national_rule_speaks_for_itself():
    context = {"pack": pack(row("landline"))}
    found = [each.code for each in rules.check_field(PHONE, "13800138000", context, today=TODAY)]
    assert found == ["phone.shape", "pack.11.landline"]
