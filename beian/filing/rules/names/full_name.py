"""An enterprise gives its whole registered name (P09 附件3二(一))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule

# A registered name ends with the form of the business, or with a partnership's or branch's words in brackets.
_FORM = re.compile(
    r"(?:公司|集团|厂|店|社|部|中心|行|院|所|局|站|馆|场|坊|铺|室|城|园|堂|楼|屋|吧|户|处|队|庄|房|校|矿|会|台|苑|阁|轩|居|摊|司|商|业)"
    r"(?:[（(][^（）()]{1,30}[）)])?$"
)


@rule(
    "name.not_full",
    "subject.name",
    article="P09 附件3二(一)",
    text=_("主办单位名称不像营业执照上的全称。"),
    suggestion=_("企业请填写营业执照上的全称，例如“北京某某科技有限公司”，不要用简称或品牌。"),
    severity="warn",
)
def full_name(value: str, context: Context) -> Broken:
    """A brand or short form ends without the form of the business; a few registered names do so too, so it only warns."""
    return context.get("nature") == natures.ENTERPRISE and _FORM.search(value.strip()) is None
