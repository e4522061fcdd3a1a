"""No text that only fills the space (P09 附件3二(一))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.items import NAMES
from beian.filing.rules.names.wording import is_placeholder


@rule(
    "name.placeholder",
    *NAMES,
    article="P09 附件3二(一)",
    text=_("不是真实的名称。"),
    suggestion=_("请填写证件上的全称。"),
)
def no_placeholder(value: str, context: Context) -> Broken:
    """测试, 公司, xxx and the like."""
    return is_placeholder(value) or len(value.strip()) < 2
