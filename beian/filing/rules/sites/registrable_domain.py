"""A domain is one that was registered as such (R2; P09 附件3二(八))."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "domain",
    "sites[].domains[]",
    article="R2; P09 附件3二(八)",
    text=_("不是直接注册的域名。"),
    suggestion=_("请只填注册的域名“{domain}”，不带 www 等前缀。"),
)
def registrable_domain(value: str, context: Context) -> Broken:
    """A registrable domain and nothing around it: no scheme, no port, no www."""
    registrable = identifiers.registrable_domain(value)
    return {"domain": registrable} if value.strip().lower() != registrable else False
