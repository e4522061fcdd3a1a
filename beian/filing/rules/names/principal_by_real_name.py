"""A responsible person bears a real full name (P09 附件3二(六))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names.people import LATIN_PAPERS, is_real_name

_PEOPLE = ("subject.principal.name", "sites[].principal.name")


@rule(
    "person.not_real",
    *_PEOPLE,
    article="P09 附件3二(六)",
    text=_("不是真实的姓名全称。"),
    suggestion=_("请按身份证件填写姓名，不要写“王先生”“李小姐”“个人”，也不要带数字或字母。"),
)
def principal_by_real_name(value: str, context: Context) -> Broken:
    """No titles, no digits, no letters; Latin letters only with a passport or a foreigner's residence card."""
    return not is_real_name(value, context.get("certificate_type") in LATIN_PAPERS)
