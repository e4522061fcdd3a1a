"""A site declared IP-only has no domain (R2)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.across.reading import list_at
from beian.filing.rules.findings import Document, Places, document_rule
from beian.filing.rules.walk import sites_of


@document_rule(
    "across.ip_only_domain",
    article="R2",
    text=_("仅通过 IP 地址访问的网站不能再填域名。"),
    suggestion=_("有域名的网站请取消“仅通过 IP 地址访问”，否则请删去域名。"),
)
def ip_only_without_domain(document: Document) -> Places:
    """A site is reached by its domains or, declared so, by addresses only."""
    for index, site in sites_of(document):
        if site.get("ip_only") is True and list_at(site, "domains"):
            yield f"sites.{index}.domains", {}
