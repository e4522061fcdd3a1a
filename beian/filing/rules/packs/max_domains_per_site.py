"""How many domains one site may have."""

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from beian.filing.rules.findings import Broken, Context
from beian.filing.rules.packs.parameters import OfNatures, Shown
from beian.filing.rules.packs.template import LIST, template


class MaxDomainsPerSite(OfNatures):
    most: Annotated[int, Field(ge=1, le=200), Shown(_("每个网站最多几个域名"))] = 1


@template(
    "max_domains_per_site",
    label=_("每个网站的域名个数"),
    explanation=_("限制一个网站的域名个数；填 1 即一个网站一个域名。"),
    items=("sites[].domains[]",),
    params=MaxDomainsPerSite,
    text=_("本省一个网站最多填写 {most} 个域名。"),
    suggestion=_("请只保留 {most} 个域名，其余域名另行备案。"),
    over=LIST,
)
def max_domains_per_site(value: list[Any], context: Context, params: MaxDomainsPerSite) -> Broken:
    """Every line of the list counts, a wrong one too."""
    return len(value) > params.most and {"most": params.most}
