"""The city written out is the one chosen (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.addresses.divisions import after_province, beginning
from beian.filing.rules.addresses.items import DETAIL
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "address.city_agrees",
    DETAIL,
    article="P09 附件3一(三)",
    text=_("详细地址开头的城市与所选的市不一致。"),
    suggestion=_("请核对所选的市，或删去详细地址开头的城市。"),
)
def city_agrees(value: str, context: Context) -> Broken:
    """杭州市… under 宁波市 is a contradiction."""
    province, city = context.get("province"), context.get("city")
    if province is None or city is None:
        return False
    named = beginning(after_province(value, province), "cities", province)
    return named is not None and named.code != city
