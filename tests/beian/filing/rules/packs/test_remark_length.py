"""A remark says enough, in letters and not in full stops."""

import pytest

from tests.beian.filing.rules.packs.trial import asked, changed, company, person, places, row

REMARK = "sites.0.remark"


@pytest.mark.requirement("B3")
def test_letters_count_and_signs_do_not():
    rule = row("remark_length", least=5)
    assert asked(REMARK, "四个字呢", rule) and asked(REMARK, "四个字呢。。。。 ！", rule)
    assert not asked(REMARK, "写够五个字", rule) and not asked(REMARK, "abc12", rule)


def test_nothing_is_too_little_once_the_filing_is_to_be_complete():
    rule = row("remark_length", least=30, natures=[5])
    assert places(person(), rule) == {REMARK} and places(person(), rule, complete=False) == set()
    assert places(changed(person(), sites__0__remark="字" * 30), rule) == set()
    assert places(company(), rule) == set()
