"""Filing numbers: 京ICP备2026000001号 for a subject, 京ICP备2026000001号-1 for a site (flows.md's "Numbers").

Ten digits are given out, year and six; six to ten are understood, since older numbers are shorter and stay valid.
"""

import re
import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext as _

# The character of each of the 31 administrations in its filing numbers, in the order of GB/T 2260.
PROVINCE_CHARACTERS = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新"

SERIALS = range(1, 1_000_000)
YEARS = range(2000, 10_000)
SITES = range(1, 1_000_000)
LONGEST = 64

_NUMBER = re.compile(r"(.)ICP备([0-9]{6,10})号(?:-([1-9][0-9]{0,5}))?", re.ASCII)
_FOLDED = str.maketrans({"備": "备", "號": "号", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})


class NumberError(ValueError):
    """A text that is no filing number; str() is the sentence for the person who typed it."""


class FilingNumber(NamedTuple):
    """A number read: the province's character, its digits, and the site's index (None for the subject's own number)."""

    character: str
    digits: str
    site: int | None = None

    @property
    def subject(self) -> str:
        """The subject's number, without the site's index."""
        return f"{self.character}ICP备{self.digits}号"

    def __str__(self) -> str:
        return self.subject if self.site is None else f"{self.subject}-{self.site}"


def format_filing(character: str, year: int, serial: int) -> str:
    """The subject's number for the province's character, the year of the grant and the serial within it (1 to 999,999)."""
    if len(character) != 1 or character not in PROVINCE_CHARACTERS:
        raise NumberError(_("“%(text)s”不是省份简称。") % {"text": character[:8]})
    if year not in YEARS or serial not in SERIALS:
        raise NumberError(_("%(year)s年的第%(serial)s个备案号超出编号范围。") % {"year": year, "serial": serial})
    return f"{character}ICP备{year}{serial:06d}号"


def site_number(filing_number: str, index: int) -> str:
    """The number of a subject's site; the index rises within the subject and is never given again."""
    subject = parse(filing_number)
    if subject.site is not None:
        raise NumberError(_("“%(text)s”是网站备案号，不是主体备案号。") % {"text": str(subject)})
    if index not in SITES:
        raise NumberError(_("网站序号%(index)s超出编号范围。") % {"index": index})
    return str(subject._replace(site=index))


def parse(text: str) -> FilingNumber:
    """Read a number as people write it: full-width forms, spaces, small letters and traditional characters are folded."""
    match = _NUMBER.fullmatch(_fold(text)) if len(text) <= LONGEST else None
    if not match or match[1] not in PROVINCE_CHARACTERS:
        raise NumberError(_("备案号应形如“京ICP备2026000001号”或“京ICP备2026000001号-1”，请核对后重新填写。"))
    return FilingNumber(match[1], match[2], int(match[3]) if match[3] else None)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().translate(_FOLDED)
