"""How old a responsible person must be."""

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import OfNatures, OfPrincipals, Shown
from beian.filing.rules.packs.residents import born
from beian.filing.rules.packs.template import template


class MinAge(OfPrincipals, OfNatures):
    years: Annotated[int, Field(ge=14, le=80), Shown(_("最低年龄（周岁）"))] = 18


@template(
    "min_age",
    label=_("负责人最低年龄"),
    explanation=_("按居民身份证或港澳台居民居住证中的出生日期计算；其他证件看不出年龄，不检查。"),
    items=("subject.principal.certificate.number", "sites[].principal.certificate.number"),
    params=MinAge,
    text=_("本省要求负责人年满 {years} 周岁。"),
    suggestion=_("请由年满 {years} 周岁的人担任负责人。"),
)
def min_age(value: str, context: Context, params: MinAge) -> Broken:
    """The age on the day in completed years; a birthday counts from its own day on."""
    birth = born(value, context)
    return birth is not None and _age(birth, context["today"]) < params.years and {"years": params.years}


def _age(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
