"""An office phone is no 010-00000000 (P09 附件3二(十))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.contacts.items import of_principals
from beian.filing.rules.findings import Broken, Context, rule

_FAKE = re.compile(r"0[0-9]{2,3}-(?:0+|1+)(?:-[0-9]{1,6})?")


@rule(
    "phone.fake",
    *of_principals("phone"),
    *of_principals("emergency_phone"),
    article="P09 附件3二(十)",
    text=_("不是真实的电话号码。"),
    suggestion=_("请填写能打通的办公电话，例如 010-66012345。"),
)
def phone_not_fake(value: str, context: Context) -> Broken:
    """Zeros or ones only after the area code: no local number begins with either."""
    return _FAKE.fullmatch(value.strip()) is not None
