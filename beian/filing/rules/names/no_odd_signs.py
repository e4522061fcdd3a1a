"""No signs in a name that stand in none (P09 附件3二(一))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.items import NAMES
from beian.filing.rules.names.wording import is_odd


@rule(
    "name.odd_signs",
    *NAMES,
    article="P09 附件3二(一)",
    text=_("名称中含有不应出现的符号。"),
    suggestion=_("请按证件上的全称填写，去掉多余的符号。"),
)
def no_odd_signs(value: str, context: Context) -> Broken:
    """Angle brackets, semicolons and the like are in no registered name."""
    return is_odd(value)
