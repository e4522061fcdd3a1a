"""A unit's site is not called like another unit (P09 附件3二(五))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.site_names.authority import owner_of
from beian.filing.rules.site_names.items import NAME

_WHOLE_NAME = re.compile(r"^.{2,}(?:有限公司|有限责任公司|股份公司|集团公司)")


@rule(
    "site_name.other_unit",
    NAME,
    article="P09 附件3二(五)",
    text=_("网站名称像是另一个单位的名称，与主办单位不一致，需要人工确认。"),
    suggestion=_("请用本单位的名称，或改用网站自己的名称。"),
    severity="person",
)
def no_other_unit(value: str, context: Context) -> Broken:
    """The whole name of a company that the owner's name does not hold; a group may run a subsidiary's site."""
    owner = owner_of(context)
    if not owner or context.get("nature") in (None, natures.PERSON):
        return False
    named = _WHOLE_NAME.search(value.strip())
    return named is not None and named.group() not in owner
