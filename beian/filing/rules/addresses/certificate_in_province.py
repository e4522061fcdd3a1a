"""The certificate's address lies in the province of the contact address (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.addresses.items import CERTIFICATE_ADDRESS
from beian.filing.rules.addresses.provinces import province_named
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "address.certificate_province",
    CERTIFICATE_ADDRESS,
    article="P09 附件3一(三)",
    text=_("证件住所与通信地址不在同一个省，需要人工确认。"),
    suggestion=_("备案由通信地址所在省的通信管理局审核；多数省局要求单位的通信地址与证件住所同省。"),
    severity="warn",
)
def certificate_in_province(value: str, context: Context) -> Broken:
    """Most bureaus want a unit's contact address in the province of its certificate; no article says so."""
    named, chosen = province_named(value), context.get("province")
    return context.get("nature") != 5 and named is not None and chosen is not None and named != chosen
