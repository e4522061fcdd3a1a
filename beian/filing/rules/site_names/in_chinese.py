"""A site's name is in Chinese (a habit of providers)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.wording import has_han, has_letter
from beian.filing.rules.site_names.items import NAME


@rule(
    "site_name.latin",
    NAME,
    article=_("接入服务商惯例"),
    text=_("网站名称没有中文，很可能被退回。"),
    suggestion=_("请用中文名称。"),
    severity="warn",
)
def in_chinese(value: str, context: Context) -> Broken:
    """A vendors' habit, no article: warns, and says nothing where the articles alone count."""
    return not context.get("as_written") and has_letter(value) and not has_han(value)
