"""A public body names the unit above it (P09 附件3二(四))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.across.reading import member, nature_of
from beian.filing.rules.findings import Document, Places, document_rule


@document_rule(
    "across.superior_missing",
    article="P09 附件3二(四)",
    text=_("没有填写上级主管单位，可能被退回。"),
    suggestion=_("请填写上级主管单位的全称；没有的填写本单位全称。"),
    severity="warn",
)
def superior_named(document: Document) -> Places:
    """Once such a body has given its own name; the form leaves the item open for all others."""
    subject = document.get("subject")
    if nature_of(document) in natures.PUBLIC_BODIES and member(subject, "name") and not member(subject, "superior"):
        yield "subject.superior", {}
