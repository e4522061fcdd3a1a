"""An office phone has an area code and a local number (P09 附件3二(十))."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.contacts.items import of_principals
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "phone",
    *of_principals("phone"),
    article="P09 附件3二(十)",
    text=_("办公电话不对。"),
    suggestion=_("请按“区号-号码”填写，例如 010-66012345。"),
)
def phone_number(value: str, context: Context) -> Broken:
    """Area code and local number, seven or eight digits as the area has them, an extension behind."""
    identifiers.phone(value)
    return False
