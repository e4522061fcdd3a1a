"""No name of digits and signs alone (P09 附件3一(二))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.wording import has_letter
from beian.filing.rules.site_names.items import NAME


@rule(
    "site_name.symbols",
    NAME,
    article="P09 附件3一(二)",
    text=_("不能只用数字或符号作网站名称。"),
    suggestion=_("请填写网站的中文名称。"),
)
def no_symbols(value: str, context: Context) -> Broken:
    """A name needs letters of some script."""
    return not has_letter(value)
