"""The home page's domain is in the list of domains (P09 附件3二(八))."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.identifiers import Invalid
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "home_url.host",
    "sites[].home_url",
    article="P09 附件3二(八)",
    text=_("域名列表中没有首页网址使用的域名。"),
    suggestion=_("请在域名列表中加上首页网址的域名，或改正首页网址。"),
)
def home_page_in_domains(value: str, context: Context) -> Broken:
    """www.123.com needs 123.com in the list; an IP-only site's host is one of its addresses."""
    domains, addresses = context.get("domains") or (), context.get("addresses") or ()
    if not (domains or addresses):
        return False
    try:
        host = identifiers.home_url(value).host
        if identifiers.is_address(host):
            return identifiers.public_address(host) not in _normal(addresses)
        if not domains:
            return context.get("ip_only") is True
        return identifiers.domain_key(host) not in {_key(name) for name in domains}
    except Invalid:
        return False  # the address itself is another rule's finding


def _normal(addresses: Any) -> set[str]:
    return {_or_none(identifiers.public_address, text) or "" for text in addresses}


def _key(name: str) -> str | None:
    return _or_none(identifiers.domain_key, name)


def _or_none(read: Any, text: str) -> str | None:
    try:
        return read(text)
    except Invalid:
        return None
