"""An address is a real one, in Chinese (P09 附件3二(七))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.addresses.items import CERTIFICATE_ADDRESS, DETAIL
from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.wording import has_han, is_placeholder

_PLACEHOLDER = re.compile(r"(?i)(?:同上|无|不详|未知|暂无|测试|详细地址|地址|住址|xx+|test)+")


@rule(
    "address.not_real",
    DETAIL,
    CERTIFICATE_ADDRESS,
    article="P09 附件3二(七)",
    text=_("不是真实完整的地址。"),
    suggestion=_("请用中文写出完整的地址。"),
)
def real_address(value: str, context: Context) -> Broken:
    """Too short, a placeholder, or without any Chinese character (an overseas body's certificate excepted)."""
    text = value.strip()
    if len(text) < 4 or _PLACEHOLDER.fullmatch(text) or is_placeholder(text):
        return True
    return not has_han(text) and context.get("nature") not in (natures.OVERSEAS, 5)
