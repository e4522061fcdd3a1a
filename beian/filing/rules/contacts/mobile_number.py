"""A mobile number has eleven digits of a segment in use (P10 一2)."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.contacts.items import of_principals
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "mobile",
    *of_principals("mobile"),
    article="P10 一2",
    text=_("手机号码不对。"),
    suggestion=_("请填写以 1 开头的 11 位半角数字。"),
)
def mobile_number(value: str, context: Context) -> Broken:
    """Eleven digits of a segment in use."""
    identifiers.mobile(value)
    return False
