"""The county lies in the city (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "address.county",
    "subject.address.county",
    article="P09 附件3一(三)",
    text=_("所选的县（区）不在所选的市内。"),
    suggestion=_("请重新选择县（区）。"),
)
def county_in_city(value: str, context: Context) -> Broken:
    """The first four digits are the city's, the first two the province's."""
    city, province = context.get("city"), context.get("province")
    return (city is not None and value[:4] != city[:4]) or (province is not None and not value.startswith(province))
