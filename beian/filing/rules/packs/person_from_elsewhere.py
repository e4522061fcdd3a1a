"""Whether a person from another province may file here."""

from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _

from beian.filing.items import PERSON
from beian.filing.rules.findings import Broken, Context, Words
from beian.filing.rules.packs.parameters import Params, Shown
from beian.filing.rules.packs.residents import region
from beian.filing.rules.packs.template import template

_OUTCOMES: dict[str, Words] = {
    "refused": _("本省不受理外省居民的个人备案"),
    "residence_paper": _("本省要求外省居民提交居住证"),
}
_REMEDIES: dict[str, Words] = {
    "refused": _("请向户籍所在省备案。"),
    "residence_paper": _("请提交在本省的居住证，由审核人员核对。"),
}
_CHOICES = tuple(_OUTCOMES.items())


class PersonFromElsewhere(Params):
    outcome: Annotated[Literal["refused", "residence_paper"], Shown(_("外省居民"), choices=_CHOICES)] = "refused"


@template(
    "person_from_elsewhere",
    label=_("外省居民的个人备案"),
    explanation=_("居民身份证前两位与通信地址所在省不同的，视为外省居民；前两位是首次发证地，户口迁移后不变。"),
    items=("subject.certificate.number",),
    params=PersonFromElsewhere,
    text=_("身份证号码的前两位不是本省，{outcome}。"),
    suggestion="{remedy}",
)
def person_from_elsewhere(value: str, context: Context, params: PersonFromElsewhere) -> Broken:
    """Persons only, and only where the number is a true resident ID."""
    province = context.get("province")
    if context.get("nature") != PERSON or province is None:
        return False
    elsewhere = region(value, context)[:2] not in ("", province)
    return elsewhere and {"outcome": _OUTCOMES[params.outcome], "remedy": _REMEDIES[params.outcome]}
