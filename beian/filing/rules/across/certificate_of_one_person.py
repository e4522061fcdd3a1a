"""One certificate belongs to one name (P09 附件3一(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.across.reading import member, principals
from beian.filing.rules.findings import Document, Places, document_rule


@document_rule(
    "across.shared_certificate",
    article="P09 附件3一(三)",
    text=_("不同的负责人填了同一个证件号码。"),
    suggestion=_("请填写各人自己的证件号码；同一个人请填写相同的姓名。"),
)
def certificate_of_one_person(document: Document) -> Places:
    """The same type and number under two names."""
    owners: dict[tuple[int, str], str] = {}
    for path, principal in principals(document):
        kind, number = member(principal, "certificate", "type"), member(principal, "certificate", "number")
        name = member(principal, "name")
        if type(kind) is not int or type(number) is not str or type(name) is not str:
            continue
        if owners.setdefault((kind, number.strip().upper()), name.strip()) != name.strip():
            yield f"{path}.certificate.number", {}
