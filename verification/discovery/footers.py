"""Filing and licence numbers read off a home page (R14(3), R21): who serves a page without one has something to explain.

    京ICP备2021012345号       a subject's filing number
    京ICP备2021012345号-1     a site's; -1A an app's, -1X a mini-programme's
    京ICP证030173号           a licence number of a province, and 京ICP证030173号-1
    粤B2-20090059             a value-added telecommunications licence, and 粤B2-20090059-5

People write them in full width, in traditional characters, with spaces, without 号 or with it at the end (…-2号); all of these are read
and given back in the one form above. A register that is none of the 31 administrations' (萌ICP备), a placeholder and a number of any
other kind are not read.
"""

import re
import unicodedata
from typing import NamedTuple

from beian.filing.numbers import PROVINCE_CHARACTERS
from verification.discovery.pages import seen_text

# Provinces whose telecommunications licences begin with another character than their filing numbers.
_LICENCE_CHARACTERS = PROVINCE_CHARACTERS + "川贵云甘秦"
_DIGITS = {"备": (8, 10), "证": (6,), "B2": (8,)}

_TRADITIONAL = str.maketrans("備證証號滬粵蘇遼魯閩贛瓊陝隴晉寧雲貴", "备证证号沪粤苏辽鲁闽赣琼陕陇晋宁云贵")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹣﹘"), "-")
_FOLDED = _WIDE | _HYPHENS | _TRADITIONAL | {ord("﹕"): ":", ord("∶"): ":", ord("︰"): ":"}
# Takes no room on a page: format characters, variation selectors, joiners, fillers.
_NO_ROOM = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_BLANKS = re.compile(r"[^\S\x1c-\x1f]+")

# Where a number begins: 京ICP备, 粤ICP备案：, 沪ICP证: and the like, or 粤B2-. A blank may stand between any two characters.
_BEGIN = re.compile(
    rf"([{PROVINCE_CHARACTERS}]) ?[Ii] ?[Cc] ?[Pp] ?([备证]) ?(?:案 ?)?(?:编 ?)?(?:号 ?)?(?:: ?)?(?:字 ?)?(?:第 ?)?"
    rf"(?:[Bb] ?2 ?-? ?(?=[0-9])()|(?=[0-9]))"
    rf"|([{_LICENCE_CHARACTERS}]) ?[Bb] ?2 ?-? ?(?=[0-9])"
)
_RUN = re.compile(r"[0-9]++(?: [0-9]++)*+")
_SIGN = re.compile(r" ?号")
_SUFFIX = re.compile(r"( ?)-{1,2}( ?)([1-9][0-9]{0,5})(?![0-9])(?:([AXax])(?![A-Za-z0-9]))?")
# Right after the digits: the number has been made unreadable on purpose.
_PLACEHOLDER = re.compile(r"[*×●○■□?#]|[Xx]+(?![A-WYZa-wyz])")


class _Digits(NamedTuple):
    """The digits read, where they end, and whether they are all that stand there."""

    text: str
    end: int
    whole: bool


def numbers(html: str) -> list[str]:
    """The numbers that a visitor of the page sees, in the order of their first appearance, each once."""
    return numbers_in(seen_text(html))


def numbers_in(text: str) -> list[str]:
    """The numbers in running text, in normal form."""
    folded = _folded(text)
    found: dict[str, None] = {}
    place = 0
    while begin := _BEGIN.search(folded, place):
        read = _read(folded, begin)
        place = begin.end()
        if read is not None:
            found[read[0]] = None
            place = read[1]
    return list(found)


def _folded(text: str) -> str:
    """Half width, simplified characters, one kind of hyphen, nothing that takes no room, and one space for any blank."""
    text = unicodedata.normalize("NFC", _NO_ROOM.sub("", text)).translate(_FOLDED)
    return _BLANKS.sub(" ", text)


def _read(text: str, begin: re.Match[str]) -> tuple[str, int] | None:
    """The number that begins there and where it ends."""
    province = begin[1] or begin[4]
    kind = begin[2] if begin[2] and begin[3] is None else "B2"
    digits = _digits(text, begin.end(), _DIGITS[kind])
    if digits is None or not digits.text.strip("0"):
        return None
    number = f"{province}B2-{digits.text}" if kind == "B2" else f"{province}ICP{kind}{digits.text}号"
    suffix, end = _suffix(text, digits.end) if digits.whole else ("", digits.end)
    return number + suffix, end


def _digits(text: str, start: int, lengths: tuple[int, ...]) -> _Digits | None:
    """The digits of the number, with blanks between them or not.

    All that stand there, where their count is right; else as many groups as make a right count, for what follows is then another
    number (a telephone's, a year). Before 号 only all of them can be meant.
    """
    run = _RUN.match(text, start)
    if run is None:
        return None
    groups = run[0].split(" ")
    whole = "".join(groups)
    if _SIGN.match(text, run.end()) or len(groups) == 1:
        fits = len(whole) in lengths and not _PLACEHOLDER.match(text, run.end())
        return _Digits(whole, run.end(), True) if fits else None
    return _first_groups(text, groups, start, lengths)


def _first_groups(text: str, groups: list[str], start: int, lengths: tuple[int, ...]) -> _Digits | None:
    digits, end = "", start - 1
    for place, group in enumerate(groups):
        digits += group
        end += 1 + len(group)
        if len(digits) in lengths:
            last = place == len(groups) - 1
            return None if last and _PLACEHOLDER.match(text, end) else _Digits(digits, end, last)
        if len(digits) > max(lengths):
            return None
    return None


def _suffix(text: str, place: int) -> tuple[str, int]:
    """What follows the digits: 号, -2, -2号, 号-1A; the place where it ends."""
    sign = _SIGN.match(text, place)
    place = sign.end() if sign else place
    index = _SUFFIX.match(text, place)
    if index is None or _is_year(index):
        return "", place
    second = _SIGN.match(text, index.end())
    end = second.end() if second else index.end()
    return f"-{index[3]}{(index[4] or '').upper()}", end


def _is_year(index: re.Match[str]) -> bool:
    """京ICP备12345678号 - 2023: with blanks around the hyphen it is the year of a copyright."""
    return bool(index[1] or index[2]) and index[4] is None and 1990 <= int(index[3]) < 2100
