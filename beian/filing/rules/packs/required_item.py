"""An item that the form leaves open and a bureau wants."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from beian.filing.items import BY_KEY
from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import OfItem, OfNatures, items_shown, one_of
from beian.filing.rules.packs.template import template

ITEMS = (
    "subject.superior",
    "subject.address.county",
    "subject.remark",
    "subject.principal.phone",
    "subject.principal.emergency_phone",
    "sites[].remark",
    "sites[].principal.phone",
    "sites[].principal.emergency_phone",
)


class RequiredItem(OfItem, OfNatures):
    item: Annotated[str, one_of(ITEMS), items_shown(ITEMS)]


@template(
    "required_item",
    label=_("选填项改为必填"),
    explanation=_("全国规则中可以不填的一项，本省必须填写。"),
    items=ITEMS,
    params=RequiredItem,
    text=_("本省要求填写{label}。"),
    suggestion="{hint}",
    blank=True,
)
def required_item(value: str, context: Context, params: RequiredItem) -> Broken:
    """Left open, or only spaces."""
    item = BY_KEY[params.item]
    return not value.strip() and {"label": item.label, "hint": item.hint}
