"""A person's site is not called like a unit (P09 附件3二(五))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.keywords import Vocabulary
from beian.filing.rules.site_names.items import NAME

UNIT_WORDS = Vocabulary(
    "公司 集团 企业 协会 学会 商会 基金会 研究院 研究所 大学 学院 医院 银行 事务所 委员会 联合会 工会 法院 工厂 政府 人民政府 党校".split()
)


@rule(
    "site_name.unit",
    NAME,
    article="P09 附件3二(五)",
    text=_("个人网站的名称不能像单位名称（“{word}”）。"),
    suggestion=_("请去掉“{word}”，或以单位名义备案。"),
)
def person_not_as_unit(value: str, context: Context) -> Broken:
    """A person's site is not called 某某有限公司."""
    if context.get("nature") != natures.PERSON:
        return False
    word = UNIT_WORDS.first(value)
    return {"word": word} if word else False
