"""Words that a bureau does not want in names, where they stand as words."""

import pytest

from beian.filing.rules import packs
from tests.beian.filing.rules.packs.trial import asked, changed, company, row, said

NAME = "sites.0.name"


@pytest.mark.requirement("B3")
def test_words_count_as_words():
    rule = row("site_name_words", words=["新闻", "上海", "VIP"])
    assert asked(NAME, "某某新闻站", rule) and asked(NAME, "vip 专区", rule)
    assert (
        not asked(NAME, "创新闻名", rule) and not asked(NAME, "马上海报", rule) and not asked(NAME, "viper 车友", rule)
    )


def test_a_word_in_another_writing_is_the_same_word():
    rule = row("site_name_words", words=["新聞", "ＶＩＰ"])
    assert asked(NAME, "某某新闻站", rule) and asked(NAME, "某某新聞站", rule) and asked(NAME, "vip 专区", rule)


def test_the_word_found_is_named_as_it_stands():
    (found,) = said(changed(company(), sites__0__name="某某第一站"), row("site_name_words", words=["第一", "最佳"]))
    assert "“第一”" in str(found.text) and found.item == NAME


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ([], "params.words"),
        (["字"], "params.words.0"),
        (["某某", "某某"], "params.words"),
        (["某某", " 某某"], "params.words.1"),
        (["某\u200b某"], "params.words.0"),
        (["\ud800\ud800"], "params.words.0"),
        ([5], "params.words.0"),
        ("某某", "params.words"),
        ([f"词语{number}" for number in range(201)], "params.words"),
        (["字" * 21], "params.words.0"),
        (None, "params.words"),
    ],
)
def test_lists_are_bounded_and_clean(words, place):
    assert [problem.place for problem in packs.problems([row("site_name_words", words=words)])] == [place]
