"""An approval stands in one place (R20(2))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.across.reading import list_at
from beian.filing.rules.findings import Document, Places, document_rule
from beian.filing.rules.walk import sites_of


@document_rule(
    "across.approval_twice",
    article="R20(2)",
    text=_("同一类审批填写了两次。"),
    suggestion=_("请只保留一项。"),
    severity="warn",
)
def approval_once(document: Document) -> Places:
    """One entry per kind of approval and number."""
    for index, site in sites_of(document):
        seen: set[tuple[int, str]] = set()
        for place, entry in enumerate(list_at(site, "pre_approvals")):
            kind, number = (entry.get("kind"), entry.get("number")) if isinstance(entry, dict) else (None, None)
            if type(kind) is not int or type(number) is not str:
                continue
            if (kind, number) in seen:
                yield f"sites.{index}.pre_approvals.{place}", {}
            seen.add((kind, number))
