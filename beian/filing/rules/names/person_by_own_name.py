"""A person files under his own full name (P09 附件3二(一))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.people import LATIN_PAPERS, is_real_name


@rule(
    "name.not_person",
    "subject.name",
    article="P09 附件3二(一)",
    text=_("个人应填写本人的真实姓名全称。"),
    suggestion=_("请按身份证件填写姓名，不要带称呼、数字或字母。"),
)
def person_by_own_name(value: str, context: Context) -> Broken:
    """A person files under his own full name."""
    if context.get("nature") != natures.PERSON:
        return False
    return not is_real_name(value, context.get("certificate_type") in LATIN_PAPERS)
