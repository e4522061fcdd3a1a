"""An office phone looks like one in use (P10 二(二)1(2))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.contacts.digits import is_suspicious
from beian.filing.rules.contacts.items import of_principals
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "phone.suspicious",
    *of_principals("phone"),
    article="P10 二(二)1(2)",
    text=_("办公电话不像真实号码，预核验时会致电确认。"),
    suggestion=_("请填写能打通的办公电话。"),
    severity="warn",
)
def phone_plausible(value: str, context: Context) -> Broken:
    """88888888 may be a hotel's, 12345678 a joke."""
    parts = value.strip().split("-")
    return len(parts) > 1 and (is_suspicious(parts[1]) or parts[1].startswith("1"))
