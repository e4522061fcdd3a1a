"""The city lies in the province (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "address.city",
    "subject.address.city",
    article="P09 附件3一(三)",
    text=_("所选的市不在所选的省内。"),
    suggestion=_("请重新选择市。"),
)
def city_in_province(value: str, context: Context) -> Broken:
    """GB/T 2260 codes begin with their province."""
    province = context.get("province")
    return province is not None and not value.startswith(province)
