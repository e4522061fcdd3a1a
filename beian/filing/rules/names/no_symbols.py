"""No digits, letters or signs instead of a name (P09 附件3二(一))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.people import LATIN_PAPERS
from beian.filing.rules.names.wording import has_han, has_letter


@rule(
    "name.symbols",
    "subject.name",
    article="P09 附件3二(一)",
    text=_("不能用数字、字母或符号代替名称。"),
    suggestion=_("请填写证件上的中文全称。"),
)
def no_symbols(value: str, context: Context) -> Broken:
    """A name without any Chinese character; overseas bodies and foreigners may have one in other letters."""
    foreign = context.get("nature") == natures.OVERSEAS or context.get("certificate_type") in LATIN_PAPERS
    return not (has_letter(value) if foreign else has_han(value))
