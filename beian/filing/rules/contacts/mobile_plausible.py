"""A mobile number looks like one in use (P10 二(二)1(2))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.contacts.digits import is_suspicious
from beian.filing.rules.contacts.items import of_principals
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "mobile.suspicious",
    *of_principals("mobile"),
    article="P10 二(二)1(2)",
    text=_("手机号码不像真实号码，预核验时会致电确认。"),
    suggestion=_("请核对手机号码，备案结果和备案密码都发到这个号码。"),
    severity="warn",
)
def mobile_plausible(value: str, context: Context) -> Broken:
    """Real numbers of this form exist; a call settles it."""
    return is_suspicious(value.strip()[3:])
