"""A unit does not bear a person's name (P09 附件3二(二))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.people import names_person


@rule(
    "name.person_as_unit",
    "subject.name",
    article="P09 附件3二(二)",
    text=_("主办单位名称像是个人姓名，与单位性质不一致。"),
    suggestion=_("单位请填写证件上的全称；个人备案请把单位性质改为“个人”。"),
    severity="warn",
)
def unit_by_unit_name(value: str, context: Context) -> Broken:
    """A unit with a name of two to four characters that ends like no unit."""
    return context.get("nature") not in (None, natures.PERSON, natures.ARMY) and names_person(value)
