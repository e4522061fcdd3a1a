"""A person has no unit above (P09 附件3二(四))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "superior.of_person",
    "subject.superior",
    article="P09 附件3二(四)",
    text=_("个人没有上级主管单位，与主办单位性质不一致。"),
    suggestion=_("请删去这一项，或填写本人姓名；单位备案请改正单位性质。"),
    severity="warn",
)
def person_without_superior(value: str, context: Context) -> Broken:
    """The form lets those without an investor repeat their own name."""
    return context.get("nature") == natures.PERSON and value.strip() != context.get("owner", "").strip()
