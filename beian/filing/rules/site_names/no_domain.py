"""No web address as a site's name (P09 附件3一(二))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.wording import looks_like_domain
from beian.filing.rules.site_names.items import NAME


@rule(
    "site_name.domain",
    NAME,
    article="P09 附件3一(二)",
    text=_("不能用域名或网址作网站名称。"),
    suggestion=_("请填写网站的中文名称。"),
)
def no_domain(value: str, context: Context) -> Broken:
    """A domain or address stands where the site's name belongs."""
    return looks_like_domain(value)
