"""The contact address lies in the city that the certificate speaks of."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from beian.filing.items import PERSON as PERSON_NATURE
from beian.filing.rules.findings import PERSON, Context, Document, Places
from beian.filing.rules.packs.parameters import OfNatures
from beian.filing.rules.packs.residents import region
from beian.filing.rules.packs.template import DOCUMENT, template
from beian.filing.rules.walk import beside, common, dig, parts, tidy
from beian.reference.places import MUNICIPALITIES
from beian.reference.tables import table

_CREDIT = re.compile(r"[1-9ANY][0-9A-Z]([0-9]{6})[0-9A-Z]{10}")


class SameCity(OfNatures):
    pass


@template(
    "same_city",
    label=_("通信地址与证件在同一城市"),
    explanation=_(
        "比较通信地址所在市与统一社会信用代码第 3 至 6 位或居民身份证前 4 位；号码中的地区是首次登记地，迁移后不变，宜由人工确认。"
    ),
    items=("subject.address.city",),
    params=SameCity,
    text=_("通信地址所在市与证件号码中的地区不是同一城市。"),
    suggestion=_("请填写证件所在城市的通信地址；证件已经迁移的，请提交现在的证件。"),
    severity=PERSON,
    over=DOCUMENT,
)
def same_city(document: Document, params: SameCity, today: date) -> Places:
    """A number that names no city that there ever was (100000 of the state's own bodies) says nothing."""
    context = beside(next(parts(document)), tidy(common(document), today))
    number, city = dig(document.get("subject"), ("certificate", "number")), context.get("city")
    if type(number) is not str or len(number) > 64 or city is None:
        return
    place = _place(number, context)
    if place and _city(place) != _city(city):
        yield "subject.address.city", {}


def _place(number: str, context: Context) -> str:
    """The six digits of the place that the number was given in, where its city is or was one of GB/T 2260."""
    if context.get("nature") == PERSON_NATURE:
        place = region(number, context)
    else:
        found = _CREDIT.fullmatch(number.strip().upper())
        place = found[1] if found else ""
    known = place[:2] in MUNICIPALITIES or f"{place[:4]}00" in table("cities").codes
    return place if known else ""


def _city(code: str) -> str:
    """The digits of the city: two of a municipality, else four."""
    return code[:2] if code[:2] in MUNICIPALITIES else code[:4]
