"""No signs in an address that stand in none (P09 附件3二(七))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.addresses.items import CERTIFICATE_ADDRESS, DETAIL
from beian.filing.rules.findings import Broken, Context, rule

_ODD = re.compile(r"""[^\w\s·•．.,，、()（）\[\]【】〔〕“”"'’#＃&＆\-—–－/~～:：；号]|_""")


@rule(
    "address.signs",
    DETAIL,
    CERTIFICATE_ADDRESS,
    article="P09 附件3二(七)",
    text=_("地址中含有不应出现的符号。"),
    suggestion=_("请只用汉字、字母、数字和常用标点填写地址。"),
)
def no_odd_signs(value: str, context: Context) -> Broken:
    """Angle brackets, semicolons, backslashes and the like are in no address."""
    return _ODD.search(value) is not None
