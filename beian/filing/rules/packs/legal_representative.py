"""A unit's responsible person is its legal representative, or holds a letter."""

from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _

from beian.filing.items import PERSON as PERSON_NATURE
from beian.filing.rules.findings import PERSON, WARN, Broken, Context, Words
from beian.filing.rules.packs.parameters import OfNatures, OfPrincipals, Shown
from beian.filing.rules.packs.template import template

_WANTED: dict[str, Words] = {
    "only": _("负责人应是法定代表人"),
    "letter": _("负责人不是法定代表人的应有授权书"),
}
_CHOICES = tuple(_WANTED.items())


class LegalRepresentative(OfPrincipals, OfNatures):
    wanted: Annotated[Literal["only", "letter"], Shown(_("要求"), choices=_CHOICES)] = "only"


@template(
    "legal_representative",
    label=_("负责人与法定代表人"),
    explanation=_("登记表没有法定代表人一项，系统不能判断：每个负责人提示一次，由人工对照证件核对。个人备案不适用。"),
    items=("subject.principal.name", "sites[].principal.name"),
    params=LegalRepresentative,
    text=_("本省要求：{wanted}。登记表没有法定代表人一项，请人工对照证件核对。"),
    suggestion=_("请对照营业执照等证件填写，需要授权书的请一并提交。"),
    severity=PERSON,
    severities=(PERSON, WARN),
    once=True,
)
def legal_representative(value: str, context: Context, params: LegalRepresentative) -> Broken:
    """Always for a unit: a human looks at its certificate."""
    return context.get("nature") not in (None, PERSON_NATURE) and {"wanted": _WANTED[params.wanted]}
