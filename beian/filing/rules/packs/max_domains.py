"""How many domains one application may bring."""

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.rules.findings import Document, Places
from beian.filing.rules.packs.parameters import OfNatures, Shown
from beian.filing.rules.packs.template import DOCUMENT, template
from beian.filing.rules.walk import sites_of


class MaxDomains(OfNatures):
    most: Annotated[int, Field(ge=1, le=20_000), Shown(_("一次申请最多几个域名"))] = 5


@template(
    "max_domains",
    label=_("一次申请的域名总数"),
    explanation=_("限制一次申请中所有网站的域名总数。"),
    items=("sites[].domains[]",),
    params=MaxDomains,
    text=_("本省一次申请最多填写 {most} 个域名。"),
    suggestion=_("请先申请 {most} 个域名，其余域名另行申请。"),
    over=DOCUMENT,
)
def max_domains(document: Document, params: MaxDomains, today: date) -> Places:
    """The site whose list goes past the limit is named, the later ones are not."""
    count = 0
    for index, site in sites_of(document):
        domains = site.get("domains")
        count += len(domains) if isinstance(domains, list) else 0
        if count > params.most:
            yield f"sites.{index}.domains", {"most": params.most}
            return
