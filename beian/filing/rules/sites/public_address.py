"""A site's address is public (P09 附件3二(九))."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "address",
    "sites[].addresses[]",
    article="P09 附件3二(九)",
    text=_("不是公网地址。"),
    suggestion=_("请填写互联网上能访问到的公网地址。"),
)
def public_address(value: str, context: Context) -> Broken:
    """A public address; 0.0.0.0 and 192.168.1.x are not."""
    identifiers.public_address(value)
    return False
