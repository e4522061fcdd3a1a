"""No site's name instead of its owner's (P09 附件3二(一))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule

_SITE_NAME = re.compile(r"(?:网|网站|论坛|博客|主页|官网|贴吧|频道)$")


@rule(
    "name.site",
    "subject.name",
    article="P09 附件3二(一)",
    text=_("不能用网站名称代替主办单位名称。"),
    suggestion=_("请填写证件上的全称；网站名称填在网站信息中。"),
)
def no_site_name(value: str, context: Context) -> Broken:
    """A unit's name that ends like a site's: 某某网, 某某论坛."""
    return context.get("nature") != natures.PERSON and _SITE_NAME.search(value.strip()) is not None
