"""A person's site offers what providers take from persons (a habit)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule
from beian.reference.tables import table


@rule(
    "services.person",
    "sites[].services[]",
    article=_("接入服务商惯例"),
    text=_("个人网站一般不能提供这项服务，很可能被退回。"),
    suggestion=_("个人网站请选“博客/个人空间”或“其他”。"),
    severity="warn",
)
def service_open_to_person(value: int, context: Context) -> Broken:
    """Providers' habit, no article: warns."""
    row = table("service_types").get(str(value))
    return bool(row and context.get("nature") == natures.PERSON and not row.flags["person"])
