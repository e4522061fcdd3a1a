"""The home page is an http or https address with a real host (P09 附件3二(八))."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "home_url",
    "sites[].home_url",
    article="P09 附件3二(八)",
    text=_("网站首页网址不对。"),
    suggestion=_("请填写以 http:// 或 https:// 开头的完整网址。"),
)
def home_page(value: str, context: Context) -> Broken:
    """An http or https address with a real host: a name under a known suffix or a public IP address."""
    host = identifiers.home_url(value).host
    if identifiers.is_address(host):
        identifiers.public_address(host)
    else:
        identifiers.registrable_domain(host)
    return False
