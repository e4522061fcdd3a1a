"""How much a site's remark must say."""

import unicodedata
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import OfNatures, Shown
from beian.filing.rules.packs.template import template


class RemarkLength(OfNatures):
    least: Annotated[int, Field(ge=1, le=500), Shown(_("至少多少字"), _("标点和空格不计。"))] = 30


@template(
    "remark_length",
    label=_("网站备注的最少字数"),
    explanation=_("网站备注必须写够字数，不写也算不够；标点和空格不计。"),
    items=("sites[].remark",),
    params=RemarkLength,
    text=_("网站备注不足 {least} 个字。"),
    suggestion=_("请用至少 {least} 个字说明网站的内容，标点和空格不计。"),
    blank=True,
)
def remark_length(value: str, context: Context, params: RemarkLength) -> Broken:
    """Letters and digits count; a row of full stops says nothing."""
    said = sum(unicodedata.category(sign)[0] in "LN" for sign in value)
    return said < params.least and {"least": params.least}
