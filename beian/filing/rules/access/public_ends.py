"""Both ends of a range are public (P09 附件3二(九))."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "ip_range.end",
    "access.ip_ranges[].start",
    "access.ip_ranges[].end",
    article="P09 附件3二(九)",
    text=_("不是公网地址。"),
    suggestion=_("请填写接入时实际分配的公网地址。"),
)
def public_ends(value: str, context: Context) -> Broken:
    """Either end is a public address."""
    identifiers.public_address(value)
    return False
