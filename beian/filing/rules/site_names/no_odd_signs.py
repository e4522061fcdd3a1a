"""No signs in a site's name that stand in none (P09 附件3一(二))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.wording import is_odd
from beian.filing.rules.site_names.items import NAME


@rule(
    "site_name.odd_signs",
    NAME,
    article="P09 附件3一(二)",
    text=_("网站名称中含有不应出现的符号。"),
    suggestion=_("请去掉多余的符号。"),
)
def no_odd_signs(value: str, context: Context) -> Broken:
    """Angle brackets, semicolons and the like."""
    return is_odd(value)
