"""A site with a domain has no addresses of its own (R2)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.across.reading import list_at
from beian.filing.rules.findings import Document, Places, document_rule
from beian.filing.rules.walk import sites_of


@document_rule(
    "across.addresses_unused",
    article="R2",
    text=_("有域名的网站不必填写公网 IP 地址。"),
    suggestion=_("请删去 IP 地址；网站没有域名时请选择“仅通过 IP 地址访问”。"),
    severity="warn",
)
def addresses_without_domain(document: Document) -> Places:
    """Addresses of a site that is not IP-only belong to its access."""
    for index, site in sites_of(document):
        if site.get("ip_only") is not True and list_at(site, "addresses"):
            yield f"sites.{index}.addresses", {}
