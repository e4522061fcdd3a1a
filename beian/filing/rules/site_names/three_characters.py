"""A site's name has three characters or more (a habit of providers)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.site_names.items import NAME


@rule(
    "site_name.short",
    NAME,
    article=_("接入服务商惯例"),
    text=_("网站名称少于 3 个字，很可能被退回。"),
    suggestion=_("请用 3 个字以上的名称。"),
    severity="warn",
)
def three_characters(value: str, context: Context) -> Broken:
    """A vendors' habit, no article: warns, and says nothing where the articles alone count."""
    return not context.get("as_written") and len(value.strip()) < 3
