"""How long a text may or must be."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import OfItem, OfNatures, Shown, items_shown, one_of
from beian.filing.rules.packs.template import template

ITEMS = (
    "subject.name",
    "subject.certificate.address",
    "subject.superior",
    "subject.address.detail",
    "subject.remark",
    "sites[].name",
    "sites[].remark",
)


class ItemLength(OfItem, OfNatures):
    item: Annotated[str, one_of(ITEMS), items_shown(ITEMS)]
    least: Annotated[int, Field(ge=0, le=1024), Shown(_("至少多少个字符"), _("0 表示不限。"))] = 0
    most: Annotated[int, Field(ge=1, le=1024), Shown(_("最多多少个字符"))] = 1024

    @field_validator("most")
    @classmethod
    def ascending(cls, most: int, info: ValidationInfo) -> int:
        """Not below the least."""
        if most < info.data.get("least", 0):
            raise PydanticCustomError("below_least", "below the least")
        return most


@template(
    "item_length",
    label=_("文字的长度"),
    explanation=_("限制一项文字的最少和最多字符数；没有填写的不检查。"),
    items=ITEMS,
    params=ItemLength,
    text=_("本省要求这一项为 {least} 至 {most} 个字符。"),
    suggestion=_("请填写 {least} 至 {most} 个字符。"),
)
def item_length(value: str, context: Context, params: ItemLength) -> Broken:
    """Characters without the spaces around."""
    return not params.least <= len(value.strip()) <= params.most and {"least": params.least, "most": params.most}
