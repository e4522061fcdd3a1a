"""The emergency phone is a mobile or a fixed line (P10 一2)."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.contacts.items import of_principals
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "emergency_phone",
    *of_principals("emergency_phone"),
    article="P10 一2",
    text=_("应急联系电话不对。"),
    suggestion=_("请填写 11 位手机号码，或按“区号-号码”填写固定电话。"),
)
def emergency_number(value: str, context: Context) -> Broken:
    """A mobile or a fixed line."""
    identifiers.phone_or_mobile(value)
    return False
