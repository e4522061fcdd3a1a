"""The division is one of today's (P09 附件3二(七))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.reference.tables import table


@rule(
    "address.retired",
    "subject.address.city",
    "subject.address.county",
    article="P09 附件3二(七)",
    text=_("这个行政区划已经撤销或更名。"),
    suggestion=_("请选择现在的市、县（区）。"),
    severity="warn",
)
def division_in_force(value: str, context: Context) -> Broken:
    """A division that GB/T 2260 no longer lists on the day."""
    name = "cities" if value.endswith("00") else "counties"
    row = table(name).get(value)
    return bool(row and not row.is_valid(context["today"]))
