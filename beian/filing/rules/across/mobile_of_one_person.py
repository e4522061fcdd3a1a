"""One mobile belongs to one name (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.across.reading import member, principals
from beian.filing.rules.findings import Document, Places, document_rule


@document_rule(
    "across.shared_mobile",
    article="P09 附件3一(三)",
    text=_("不同的负责人填了同一个手机号码。"),
    suggestion=_("请填写各人自己的手机号码。"),
    severity="warn",
)
def mobile_of_one_person(document: Document) -> Places:
    """Equal people, equal contacts: one mobile belongs to one name."""
    owners: dict[str, str] = {}
    for path, principal in principals(document):
        mobile, name = member(principal, "mobile"), member(principal, "name")
        if type(mobile) is not str or type(name) is not str:
            continue
        if owners.setdefault(mobile.strip(), name.strip()) != name.strip():
            yield f"{path}.mobile", {}
