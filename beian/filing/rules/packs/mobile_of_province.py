"""A mobile number given out in the province."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import PERSON, WARN, Broken, Context
from beian.filing.rules.packs.parameters import OfNatures, OfPrincipals
from beian.filing.rules.packs.template import template


class MobileOfProvince(OfPrincipals, OfNatures):
    pass


@template(
    "mobile_of_province",
    label=_("本省的手机号码"),
    explanation=_("没有公开的号段归属表，系统不能判断归属地：每个号码提示一次，由人工核对。"),
    items=("subject.principal.mobile", "sites[].principal.mobile"),
    params=MobileOfProvince,
    text=_("本省要求使用本省的手机号码；系统没有号段归属表，请人工核对归属地。"),
    suggestion=_("请填写归属地为本省的手机号码。"),
    severity=PERSON,
    severities=(PERSON, WARN),
    once=True,
)
def mobile_of_province(value: str, context: Context, params: MobileOfProvince) -> Broken:
    """Always: a human looks where the number is at home."""
    return True
