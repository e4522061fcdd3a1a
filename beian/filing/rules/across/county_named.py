"""An address names its county where there are counties (P09 附件3二(七))."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.across.reading import member
from beian.filing.rules.findings import Document, Places, document_rule
from beian.reference.tables import Table, table


@document_rule(
    "across.county_missing",
    article="P09 附件3二(七)",
    text=_("通信地址没有选县（区）。"),
    suggestion=_("请选择所在的县或市辖区。"),
    severity="warn",
)
def county_named(document: Document) -> Places:
    """Once the address is written down to the door; 东莞 and its like have no counties."""
    address = member(document, "subject", "address")
    city = member(address, "city")
    if type(city) is not str or member(address, "county") or not member(address, "detail"):
        return
    if city[:4] in _cities_with_counties(table("counties")):
        yield "subject.address.county", {}


@lru_cache(maxsize=64)
def _cities_with_counties(counties: Table) -> frozenset[str]:
    return frozenset(row.code[:4] for row in counties.rows if not row.valid_to and not row.flags.get("heading"))
