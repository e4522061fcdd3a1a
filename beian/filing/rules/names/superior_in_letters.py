"""The unit above is named in words of some language (P09 附件3二(四))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.wording import has_letter


@rule(
    "superior.symbols",
    "subject.superior",
    article="P09 附件3二(四)",
    text=_("不能用数字或符号代替投资者或上级主管单位的名称。"),
    suggestion=_("请填写投资者或上级主管单位的全称。"),
)
def superior_in_letters(value: str, context: Context) -> Broken:
    """A foreign investor's name has letters and no Chinese character."""
    return not has_letter(value)
