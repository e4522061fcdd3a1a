"""A unit's site principal is its legal representative or delegated by it (P10 一1(3))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.across.reading import member, nature_of
from beian.filing.rules.findings import Document, Places, document_rule
from beian.filing.rules.walk import sites_of


@document_rule(
    "across.delegated_principal",
    article="P10 一1(3)",
    text=_("网站负责人不是主体负责人，须为单位委派具体负责网站的部门负责人。"),
    suggestion=_("请准备好单位的授权书，当面核验时出示；或填写法定代表人。"),
    severity="warn",
)
def principal_delegated(document: Document) -> Places:
    """Told by the certificate number; whether he is delegated stands in a paper, not in the form."""
    if nature_of(document) in (None, natures.PERSON):
        return
    head = _number(member(document, "subject", "principal"))
    for place, site in sites_of(document):
        own = _number(site.get("principal"))
        if head and own and own != head:
            yield f"sites.{place}.principal.name", {}


def _number(principal: object) -> str:
    number = member(principal, "certificate", "number")
    return number.strip().upper() if isinstance(number, str) else ""
