"""An IP-only site's addresses lie in the provider's ranges (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.identifiers import Invalid
from beian.filing.identifiers.addresses import IPAddress
from beian.filing.rules.across.reading import list_at, ranges
from beian.filing.rules.findings import Document, Places, document_rule
from beian.filing.rules.walk import sites_of


@document_rule(
    "across.address_outside",
    article="P09 附件3一(三)",
    text=_("网站的 IP 地址不在接入服务商填报的地址段内，需要人工确认。"),
    suggestion=_("请核对网站的 IP 地址和接入信息中的地址段。"),
    severity="person",
)
def addresses_in_ranges(document: Document) -> Places:
    """Once the provider has entered ranges; an address may also be the owner's own behind them, so a person decides."""
    sites = [(place, site) for place, site in sites_of(document) if site.get("ip_only") is True]
    spans = [span for _place, span in ranges(document) if span] if sites else []
    for place, site in sites if spans else ():
        for index, text in enumerate(list_at(site, "addresses")):
            found = _address(text)
            if found and not any(_holds(span, found) for span in spans):
                yield f"sites.{place}.addresses.{index}", {}


def _holds(span: tuple[IPAddress, IPAddress], found: IPAddress) -> bool:
    start, end = span
    return start.version == found.version and int(start) <= int(found) <= int(end)


def _address(text: object) -> IPAddress | None:
    if not isinstance(text, str) or len(text) > 64:
        return None
    try:
        return identifiers.address(text)
    except Invalid:
        return None
