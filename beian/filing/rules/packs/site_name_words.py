"""Words that a bureau does not want in the names of sites."""

from functools import cached_property
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.keywords import Vocabulary
from beian.filing.rules.packs.parameters import ONCE, OfNatures, Shown, Word
from beian.filing.rules.packs.template import template


class SiteNameWords(OfNatures):
    words: Annotated[
        list[Word],
        Field(min_length=1, max_length=200),
        ONCE,
        Shown(_("不能使用的词"), _("每行一个词，2 至 20 个字，最多 200 个。只按词查找：“马上海报”里没有“上海”。")),
    ]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words, indexed once."""
        return Vocabulary(self.words)


@template(
    "site_name_words",
    label=_("网站名称不能使用的词"),
    explanation=_("网站名称不能含有列出的词；只在它独立成词时才算。"),
    items=("sites[].name",),
    params=SiteNameWords,
    text=_("网站名称不能使用“{word}”。"),
    suggestion=_("请去掉“{word}”，换一个名称。"),
)
def site_name_words(value: str, context: Context, params: SiteNameWords) -> Broken:
    """The first word found is named."""
    word = params.vocabulary.first(value)
    return word is not None and {"word": word}
