"""Something to look at in one item, said in the bureau's own words."""

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from beian.filing.items import ITEMS as FORM
from beian.filing.rules.findings import PERSON, WARN, Broken, Context
from beian.filing.rules.packs.parameters import OfItem, OfNatures, items_shown, one_of
from beian.filing.rules.packs.template import LIST, template

ITEMS = tuple(
    item.key for item in FORM if item.key.startswith(("subject.", "sites[]")) and ".pre_approvals" not in item.key
)


class Reminder(OfItem, OfNatures):
    item: Annotated[str, one_of(ITEMS), items_shown(ITEMS)]


@template(
    "reminder",
    label=_("提醒核对一项"),
    explanation=_("不检查内容，只在这一项旁边提醒；提醒的话写在规则的提示语里。"),
    items=ITEMS,
    params=Reminder,
    text=_("本省对这一项有要求，请核对。"),
    suggestion=_("请对照本省通信管理局的要求填写。"),
    severity=WARN,
    severities=(WARN, PERSON),
    over=LIST,
    once=True,
)
def reminder(value: Any, context: Context, params: Reminder) -> Broken:
    """Wherever something stands."""
    return True
