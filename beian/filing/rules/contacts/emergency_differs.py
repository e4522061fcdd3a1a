"""The emergency phone is another than the mobile (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.contacts.items import of_principals
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "emergency_phone.same",
    *of_principals("emergency_phone"),
    article="P09 附件3一(三)",
    text=_("应急联系电话不能与手机号码相同。"),
    suggestion=_("请填写另一个能找到负责人的电话。"),
)
def emergency_differs(value: str, context: Context) -> Broken:
    """It serves when the mobile does not answer."""
    return value.strip() == context.get("mobile")
