"""How names of sites must end."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.items import PERSON
from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import ONCE, Natures, OfNatures, Shown, Word
from beian.filing.rules.packs.template import template
from beian.filing.rules.packs.words import listed


class SiteNameEndings(OfNatures):
    natures: Annotated[Natures, Shown(_("适用的单位性质"), _("不选则适用于所有单位和个人。"))] = [PERSON]
    endings: Annotated[
        list[Word],
        Field(min_length=1, max_length=50),
        ONCE,
        Shown(_("名称的结尾"), _("每行一个，2 至 20 个字，最多 50 个；名称以其中一个结尾即可。")),
    ]


@template(
    "site_name_endings",
    label=_("网站名称的结尾"),
    explanation=_("网站名称必须以列出的词之一结尾，例如“的个人博客”；结尾前面还要有字。"),
    items=("sites[].name",),
    params=SiteNameEndings,
    text=_("网站名称应以下列词语之一结尾：{endings}。"),
    suggestion=_("请在名称最后加上规定的词语：{endings}。"),
)
def site_name_endings(value: str, context: Context, params: SiteNameEndings) -> Broken:
    """Letter case does not count."""
    name = value.strip().casefold()
    fits = any(name.endswith(ending.casefold()) and len(name) > len(ending) for ending in params.endings)
    return not fits and {"endings": listed(params.endings)}
