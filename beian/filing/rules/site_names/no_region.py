"""Names of administrative regions are for units that carry them (R14(11))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import PERSON, REJECT, Broken, Context, rule
from beian.filing.rules.keywords import ORDINARY, regions, root
from beian.filing.rules.site_names.authority import covered, owner_of
from beian.filing.rules.site_names.items import NAME
from beian.reference.tables import table


@rule(
    "site_name.region",
    NAME,
    article="R14(11)",
    text=_("网站名称含有行政区划名称“{word}”。"),
    suggestion=_("个人网站请去掉“{word}”；单位须有相应资质或授权，请附上文件。"),
)
def no_region(value: str, context: Context) -> Broken:
    """A person may not use names of administrative regions at all, a unit only where its name or authority carries them."""
    nature = context.get("nature")
    if nature is None:
        return False
    names = [name for name in regions(value) if not _carried(name, context)]
    if not names:
        return False
    plain = next((name for name in names if name not in ORDINARY), None)
    return {"word": plain or names[0], "severity": _region_severity(plain, context)}


def _carried(name: str, context: Context) -> bool:
    """Whether the unit's own name or its authorisation names the region."""
    if context.get("nature") == natures.PERSON:
        return False
    return root(name) in owner_of(context) or covered(name, context)


def _region_severity(plain: str | None, context: Context) -> str:
    """Names that are ordinary words too are doubtful; a unit's case is a human's, unless the article alone counts and nothing speaks for it."""
    if plain and context["nature"] == natures.PERSON:
        return REJECT
    clear = plain and context["nature"] not in (natures.ARMY, natures.GOVERNMENT) and not context.get("authorisation")
    return REJECT if clear and context.get("as_written") and not _holds(plain, owner_of(context)) else PERSON


def _holds(province: str, owner: str) -> bool:
    """Whether the owner's name holds a city of that province: 浙江 and 杭州某某公司."""
    row = next((row for row in table("provinces").rows if province in (row.name, row.flags["short_name"])), None)
    cities = (city for city in table("cities").rows if row and city.code.startswith(row.code))
    return any(root(city.name) in owner for city in cities)
