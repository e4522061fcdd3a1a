"""Where a rule comes from, as people cite it: items and reasons carry the short form, pages show the document's name.

The short form is `P10 二(二)1(5)`, a document and a place in it, or `R20(1)`, an article of the detailed rules; several stand behind
each other with a semicolon.
"""

from __future__ import annotations

import re

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

TITLES = {
    "P09": gettext_lazy("《关于加强互联网站备案管理的工作方案》"),
    "P10": gettext_lazy("《网站备案信息真实性核验工作方案（试行）》"),
    "P13": gettext_lazy("《加强和改进网站备案工作专项行动工作方案》"),
    "P16": gettext_lazy("《互联网基础管理专项行动工作方案》"),
    "R": gettext_lazy("《互联网站备案管理工作细则》"),
}
_SHORT = re.compile(r"^(P09|P10|P13|P16|R)(\d*)(.*)$")
_DIGITS = "零一二三四五六七八九"


def cited(short: str) -> str:
    """`R20(1)` as 《互联网站备案管理工作细则》第二十条(1); words that are no short form stay as they are."""
    return _("；").join(_one(part.strip()) for part in short.split(";"))


def _one(part: str) -> str:
    found = _SHORT.match(part)
    if found is None:
        return part
    document, article, place = found.groups()
    place = place.strip()
    if article:
        number = article if (get_language() or "").startswith("en") else _counted(int(article))
        place = _("第%(number)s条") % {"number": number} + place
    return f"{TITLES[document]}{place}"


def _counted(number: int) -> str:
    """1 to 99 in Chinese: 十, 十四, 二十, 四十三."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones or not tens else "")
