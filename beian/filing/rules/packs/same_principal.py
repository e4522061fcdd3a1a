"""The subject's principal answers for its sites too."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Document, Places
from beian.filing.rules.packs.parameters import OfNatures
from beian.filing.rules.packs.template import DOCUMENT, template
from beian.filing.rules.walk import dig, sites_of


class SamePrincipal(OfNatures):
    pass


@template(
    "same_principal",
    label=_("主体负责人与网站负责人为同一人"),
    explanation=_("比较两个负责人的证件号码，没有号码时比较姓名。"),
    items=("sites[].principal.certificate.number", "sites[].principal.name"),
    params=SamePrincipal,
    text=_("网站负责人与主体负责人不是同一人。"),
    suggestion=_("请填写与主体负责人相同的人。"),
    over=DOCUMENT,
)
def same_principal(document: Document, params: SamePrincipal, today: date) -> Places:
    """The first of number and name that both have decides."""
    own = dig(document.get("subject"), ("principal",))
    for index, site in sites_of(document):
        other = dig(site, ("principal",))
        for steps in (("certificate", "number"), ("name",)):
            here, there = _known(own, steps), _known(other, steps)
            if here and there:
                if here != there:
                    yield f"sites.{index}.principal.{'.'.join(steps)}", {}
                break


def _known(principal: Any, steps: tuple[str, ...]) -> str:
    value = dig(principal, steps)
    return value.strip().upper() if type(value) is str else ""
