"""A domain stands in one place (P09 附件3二(八))."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.identifiers import Invalid
from beian.filing.rules.across.reading import list_at
from beian.filing.rules.findings import Document, Places, document_rule
from beian.filing.rules.walk import sites_of


@document_rule(
    "across.domain_twice",
    article="P09 附件3二(八)",
    text=_("同一个域名填报了两次。"),
    suggestion=_("请只保留一处。"),
)
def domain_once(document: Document) -> Places:
    """No two sites share a domain, in whichever way it is written."""
    seen: dict[str, int] = {}
    for index, site in sites_of(document):
        for place, name in enumerate(list_at(site, "domains")):
            key = _domain_key(name)
            if key and seen.setdefault(key, index) != index:
                yield f"sites.{index}.domains.{place}", {}


def _domain_key(name: Any) -> str | None:
    if type(name) is not str or len(name) > 255:
        return None
    try:
        return identifiers.domain_key(name)
    except Invalid:
        return None
