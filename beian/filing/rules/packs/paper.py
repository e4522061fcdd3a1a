"""A paper that an application of a certain size or owner must bring."""

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.rules.findings import PERSON, WARN, Document, Places
from beian.filing.rules.packs.parameters import OfNatures, Shown, Text
from beian.filing.rules.packs.template import DOCUMENT, template
from beian.filing.rules.walk import sites_of

_COUNTED = (("sites", _("网站个数")), ("domains", _("域名总数")))


class Paper(OfNatures):
    paper: Annotated[Text, Shown(_("材料名称"), _("例如“建设方案书”，2 至 60 个字。"))]
    counted: Annotated[Literal["sites", "domains"], Shown(_("按什么计数"), choices=_COUNTED)] = "sites"
    least: Annotated[int, Field(ge=1, le=20_000), Shown(_("从多少个起"), _("填 1 则每次申请都要。"))] = 1


@template(
    "paper",
    label=_("需要另交的材料"),
    explanation=_("网站或域名达到一定个数，或选定性质的单位，要另交一份材料；备案数据看不出是否已交，由人工核对。"),
    items=("sites[].name", "sites[].domains[]"),
    params=Paper,
    text=_("本省要求另交材料：{paper}。请人工核对是否已交。"),
    suggestion=_("请提交{paper}。"),
    severity=PERSON,
    severities=(PERSON, WARN),
    over=DOCUMENT,
)
def paper(document: Document, params: Paper, today: date) -> Places:
    """Counts this application's sites, or the domains of all of them."""
    sites = [site for _index, site in sites_of(document)]
    lists = [site.get("domains") for site in sites]
    domains = sum(len(names) for names in lists if isinstance(names, list))
    if (len(sites) if params.counted == "sites" else domains) >= params.least:
        yield "sites", {"paper": params.paper}
