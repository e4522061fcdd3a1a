"""The county written out is the one chosen (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.addresses.divisions import after_province, beginning
from beian.filing.rules.addresses.items import DETAIL
from beian.filing.rules.findings import Broken, Context, rule
from beian.reference.tables import table


@rule(
    "address.county_agrees",
    DETAIL,
    article="P09 附件3一(三)",
    text=_("详细地址开头的县（区）与所选的县（区）不一致，需要人工确认。"),
    suggestion=_("请核对所选的县（区），或改正详细地址。"),
    severity="person",
)
def county_agrees(value: str, context: Context) -> Broken:
    """西湖区… under 上城区; streets are called after counties too, so a person decides."""
    province, city, county = context.get("province"), context.get("city"), context.get("county")
    if province is None or city is None or county is None:
        return False
    row = table("cities").get(city)
    text = after_province(value, province).removeprefix(row.name if row else "")
    named = beginning(text, "counties", city[:4])
    return named is not None and named.code != county
