"""An office phone, and a landline."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.identifiers import Invalid
from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import OfNatures, OfPrincipals
from beian.filing.rules.packs.template import template


class Landline(OfPrincipals, OfNatures):
    pass


@template(
    "landline",
    label=_("办公电话必须是固定电话"),
    explanation=_("办公电话必须填写，并且是固定电话，个人也一样；全国规则只要求单位填写。"),
    items=("subject.principal.phone", "sites[].principal.phone"),
    params=Landline,
    text=_("本省要求办公电话填写固定电话。"),
    suggestion=_("请按“区号-号码”填写，例如 010-66012345。"),
    blank=True,
)
def landline(value: str, context: Context, params: Landline) -> Broken:
    """Left open, or a mobile; other numbers that are none are the national rule's."""
    if not value.strip():
        return True
    try:
        return bool(identifiers.mobile(value))
    except Invalid:
        return False
