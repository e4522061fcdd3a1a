"""A government body answers to a unit, not to a person (P09 附件3二(四))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.people import names_person


@rule(
    "superior.person",
    "subject.superior",
    article="P09 附件3二(四)",
    text=_("政府机关、事业单位等的上级主管单位不能是个人。"),
    suggestion=_("请填写上级主管单位的全称。"),
)
def superior_no_person(value: str, context: Context) -> Broken:
    """Government bodies, institutions, the army and associations answer to units; a company's investor may be a person."""
    return context.get("nature") in natures.PUBLIC_BODIES and names_person(value)
