"""The province written out is the one chosen (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.addresses.items import DETAIL
from beian.filing.rules.addresses.provinces import province_named
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "address.province",
    DETAIL,
    article="P09 附件3一(三)",
    text=_("详细地址开头的省份与所选的省不一致。"),
    suggestion=_("请核对所选的省，或删去详细地址开头的省份。"),
)
def province_agrees(value: str, context: Context) -> Broken:
    """浙江省… under 北京市 is a contradiction."""
    named, chosen = province_named(value), context.get("province")
    return named is not None and chosen is not None and named != chosen
