"""No web address instead of a name (P09 附件3二(一))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.items import NAMES
from beian.filing.rules.names.wording import looks_like_domain


@rule(
    "name.domain",
    *NAMES,
    article="P09 附件3二(一)",
    text=_("不能用域名或网址代替单位名称。"),
    suggestion=_("请填写证件上的全称。"),
)
def no_domain(value: str, context: Context) -> Broken:
    """A domain or address stands where a name belongs."""
    return looks_like_domain(value)
