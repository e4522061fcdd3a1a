"""A pledge that must stand in a site's remark."""

import unicodedata
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.identifiers import halfwidth
from beian.filing.items import PERSON
from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import ONCE, Natures, OfNatures, Phrase, Shown
from beian.filing.rules.packs.template import template


class PledgeText(OfNatures):
    natures: Annotated[Natures, Shown(_("适用的单位性质"), _("不选则适用于所有单位和个人。"))] = [PERSON]
    phrases: Annotated[
        list[Phrase],
        Field(min_length=1, max_length=10),
        ONCE,
        Shown(_("备注中必须写明的话"), _("每行一句，每句都要写到；标点和空格不计。最多 10 句，每句 2 至 200 个字。")),
    ]


@template(
    "pledge_text",
    label=_("网站备注中的承诺"),
    explanation=_("网站备注必须写明规定的承诺，一般对个人网站；标点和空格不同不算缺少。"),
    items=("sites[].remark",),
    params=PledgeText,
    text=_("网站备注中没有写明“{phrase}”。"),
    suggestion=_("请在网站备注中写明“{phrase}”。"),
    blank=True,
)
def pledge_text(value: str, context: Context, params: PledgeText) -> Broken:
    """The first phrase that is not there is named."""
    written = _letters(value)
    missing = next((phrase for phrase in params.phrases if _letters(phrase) not in written), None)
    return missing is not None and {"phrase": missing}


def _letters(text: str) -> str:
    """Letters and digits only, half width, in one case."""
    return "".join(sign for sign in halfwidth(text).casefold() if unicodedata.category(sign)[0] in "LN")
