"""How many sites one application may bring."""

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.rules.findings import Document, Places
from beian.filing.rules.packs.parameters import OfNatures, Shown
from beian.filing.rules.packs.template import DOCUMENT, template
from beian.filing.rules.walk import sites_of


class MaxSites(OfNatures):
    most: Annotated[int, Field(ge=1, le=100), Shown(_("一次申请最多几个网站"))] = 1


@template(
    "max_sites",
    label=_("一次申请的网站个数"),
    explanation=_("限制一次申请的网站个数。"),
    items=("sites[].name",),
    params=MaxSites,
    text=_("本省一次申请最多填写 {most} 个网站。"),
    suggestion=_("请先申请 {most} 个网站，其余网站另行申请。"),
    over=DOCUMENT,
)
def max_sites(document: Document, params: MaxSites, today: date) -> Places:
    """The list of sites is named, since none of them is wrong by itself."""
    if len(sites_of(document)) > params.most:
        yield "sites", {"most": params.most}
