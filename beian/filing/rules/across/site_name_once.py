"""Sites of one owner have names of their own (P09 附件3一(二))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Document, Places, document_rule
from beian.filing.rules.walk import sites_of


@document_rule(
    "across.site_name_twice",
    article="P09 附件3一(二)",
    text=_("两个网站用了同一个名称。"),
    suggestion=_("请给每个网站取不同的名称。"),
    severity="warn",
)
def site_name_once(document: Document) -> Places:
    """Sites of one owner have names of their own."""
    seen: set[str] = set()
    for index, site in sites_of(document):
        name = site.get("name")
        if type(name) is str and name.strip() and name.strip() in seen:
            yield f"sites.{index}.name", {}
        elif type(name) is str:
            seen.add(name.strip())
