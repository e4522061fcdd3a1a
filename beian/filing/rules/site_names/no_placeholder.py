"""No kind of site instead of a name (P09 附件3一(二))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.wording import is_placeholder
from beian.filing.rules.site_names.items import NAME

_BARE = re.compile(r"(?:我的)?(?:网站|网站名称|主页|首页|官网|未命名|个人网站|个人主页|无标题|站点)+")


@rule(
    "site_name.placeholder",
    NAME,
    article="P09 附件3一(二)",
    text=_("不是网站的真实名称。"),
    suggestion=_("请写出网站的实际名称。"),
)
def no_placeholder(value: str, context: Context) -> Broken:
    """测试, 我的网站, 主页: a kind, not a name."""
    return is_placeholder(value) or _BARE.fullmatch(value.strip()) is not None
