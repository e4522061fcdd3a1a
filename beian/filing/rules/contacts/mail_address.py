"""A mail address has a local part and a real domain (P10 一2)."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.contacts.items import of_principals
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "email",
    *of_principals("email"),
    article="P10 一2",
    text=_("电子邮箱不对。"),
    suggestion=_("请按“名称@域名”填写，例如 zhangsan@example.cn。"),
)
def mail_address(value: str, context: Context) -> Broken:
    """A local part and a domain under a known suffix."""
    identifiers.email(value)
    return False
