"""A person's remark holds the pledge, in whichever punctuation."""

import pytest

from tests.beian.filing.rules.packs.trial import asked, changed, company, person, places, row, said

PLEDGE = "本人承诺网站内容不涉及新闻、出版、教育。"


@pytest.mark.requirement("B3")
def test_a_person_must_write_the_pledge():
    rule = row("pledge_text", phrases=[PLEDGE])
    assert places(person(), rule) == {"sites.0.remark"}
    assert places(person(), rule, complete=False) == set()
    assert places(changed(person(), sites__0__remark="个人随笔"), rule, complete=False) == {"sites.0.remark"}
    assert places(changed(person(), sites__0__remark=f"个人随笔\n{PLEDGE}"), rule) == set()
    assert places(company(), rule) == set()


def test_punctuation_width_and_case_do_not_count():
    rule = row("pledge_text", phrases=["承诺 ABC1"], natures=[])
    assert not asked("sites.0.remark", "承诺：ａｂｃ，１", rule)
    assert asked("sites.0.remark", "承诺：ab1", rule) and asked("sites.0.remark", "", rule)


def test_every_phrase_is_asked_for_and_the_missing_one_named():
    rule = row("pledge_text", phrases=["本人承诺", "不设论坛"])
    (found,) = said(changed(person(), sites__0__remark="本人承诺属实"), rule)
    assert "不设论坛" in str(found.text) and "本人承诺" not in str(found.text)
