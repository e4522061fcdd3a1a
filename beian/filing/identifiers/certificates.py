"""Certificate numbers of every kind the platform takes: shape, check digits, region and birth date.

Each check takes the number as typed and returns its normal form (trimmed, upper case) or raises Invalid. Full-width digits are refused
here; a form folds them first. `number(kind, value, today)` is the one door for rules and the command line.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from operator import mul

from beian.filing.identifiers.reasons import Invalid
from beian.filing.identifiers.text import clean_text, upper
from beian.reference.tables import Table, table

# GB 32100-2015: no I, O, Z, S, V. Position 1 registering authority, 2 kind, 3-8 region, 9-17 GB 11714 body, 18 check character.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: value for value, character in enumerate(CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT = re.compile(r"[1-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
# GB 11714-1997: eight characters and a check character 0-9 or X.
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_VALUES = {character: int(character, 36) for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_ORGANISATION = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
# GB 11643-1999.
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_RESIDENCE_REGIONS = frozenset({"810000", "820000", "830000"})

_SHAPES = {
    "passport_cn": r"[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|1[45][0-9]{7}|[DSP][0-9]{7,8}|[DSP]E[0-9]{7}|[HK][0-9]{8}|KJ[0-9]{7}|MA[0-9]{7}",
    "passport_foreign": r"[A-Z0-9]{5,18}",
    "hk_macau_permit": r"[HM][0-9]{8}(?:[0-9]{2})?",
    "taiwan_permit": r"[0-9]{8}(?:[0-9]{2})?",
    "foreign_pr": r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}",
    "officer": r"[\u4e00-\u9fff]{1,8}字第[0-9A-Z]{4,12}号",
    "army": r"(?:中国人民解放军|中国人民武装警察部队|武警)?[0-9A-Z\u4e00-\u9fff()（）〔〕\-第号]{4,64}",
    "licence": r"(?=.*[0-9])[0-9A-Z\u4e00-\u9fff()（）\[\]〔〕\-—./]{4,64}",
}
_COMPILED = {kind: re.compile(shape) for kind, shape in _SHAPES.items()}
_INSTITUTION = re.compile(r"(?:事证第)?[0-9]{12}号?")
_ASSOCIATION = re.compile(r"(?:[\u4e00-\u9fff]{0,6}社证字)?第?(?=.*[0-9])[0-9A-Z][0-9A-Z-]{2,16}号?")
_HOUSEHOLD = re.compile(r"[0-9]{9}")


def trimmed(value: str) -> str:
    """The number without surrounding blanks, ASCII letters in upper case; Invalid for characters that cannot be seen."""
    return upper(clean_text(value.strip()))


def _regions() -> frozenset[str]:
    """Every six-digit code of GB/T 2260 ever given: a number keeps the region of its first issue."""
    return _codes(table("provinces"), table("cities"), table("counties"))


@lru_cache(maxsize=64)
def _codes(provinces: Table, cities: Table, counties: Table) -> frozenset[str]:
    return cities.codes | counties.codes | {row.flags["gb2260"] for row in provinces.rows}


def _whole(pattern: re.Pattern[str], value: str) -> re.Match[str]:
    match = pattern.fullmatch(value)
    if match is None:
        raise Invalid("certificate.shape")
    return match


def organisation_check(body: str) -> str:
    """GB 11714: the check character of eight characters; letters count from A = 10."""
    total = sum(map(mul, _ORGANISATION_WEIGHTS, map(_ORGANISATION_VALUES.__getitem__, body)))
    return "0123456789X0"[11 - total % 11]


def orgcode(value: str) -> str:
    """GB 11714 organisation code; a hyphen before the check character is read and left out of the normal form."""
    body, check = _whole(_ORGANISATION, trimmed(value)).groups()
    if organisation_check(body) != check:
        raise Invalid("certificate.check")
    return body + check


def credit_check(body: str) -> str:
    """GB 32100: the check character of seventeen characters."""
    total = sum(map(mul, _CREDIT_WEIGHTS, map(_CREDIT_VALUES.__getitem__, body)))
    return CREDIT_ALPHABET[-total % 31]


def uscc(value: str) -> str:
    """GB 32100 unified social credit code with the GB 11714 code in characters 9 to 17."""
    code = trimmed(value)
    _whole(_CREDIT, code)
    if credit_check(code[:17]) != code[17]:
        raise Invalid("certificate.check")
    if organisation_check(code[8:16]) != code[16]:
        raise Invalid("certificate.body_check")
    return code


def business_check(body: str) -> str:
    """ISO 7064 MOD 11,10 over fourteen digits, as the old business registration numbers use it."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def bizreg15(value: str) -> str:
    """The 15-digit registration number of business licences before the unified code."""
    code = trimmed(value)
    _whole(_FIFTEEN, code)
    if business_check(code[:14]) != code[14]:
        raise Invalid("certificate.check")
    return code


def resident_check(body: str) -> str:
    """GB 11643, ISO 7064 MOD 11-2: the check character of seventeen digits."""
    return _RESIDENT_CHECKS[sum(map(mul, _RESIDENT_WEIGHTS, map(int, body))) % 11]


def birth_date(digits: str, today: date) -> date:
    """The date in eight digits; Invalid where there is no such day or it has not come yet."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise Invalid("certificate.birth_date") from None
    if day.year < 1850:
        raise Invalid("certificate.birth_date")
    if day > today:
        raise Invalid("certificate.birth_future")
    return day


def _eighteen(value: str, regions: frozenset[str], today: date) -> str:
    code = trimmed(value)
    _whole(_RESIDENT, code)
    if code[:6] not in regions:
        raise Invalid("certificate.region")
    birth_date(code[6:14], today)
    if resident_check(code[:17]) != code[17]:
        raise Invalid("certificate.check")
    return code


def resident_id(value: str, today: date) -> str:
    """GB 11643-1999: region, birth date not after today, check character."""
    return _eighteen(value, _regions(), today)


def resident_id_15(value: str, today: date) -> str:
    """GB 11643-1989, first generation: region, birth date of the twentieth century, no check digit."""
    code = trimmed(value)
    _whole(_FIFTEEN, code)
    if code[:6] not in _regions():
        raise Invalid("certificate.region")
    birth_date("19" + code[6:12], today)
    return code


def hmt_residence(value: str, today: date) -> str:
    """Residence permits of Hong Kong (81), Macao (82) and Taiwan (83) residents, built like a resident ID."""
    return _eighteen(value, _RESIDENCE_REGIONS, today)


def household(value: str, today: date) -> str:
    """Household register: the person's resident ID as printed in it, or the household's nine digits."""
    code = trimmed(value)
    return code if _HOUSEHOLD.fullmatch(code) else resident_id(code, today)


def institution(value: str) -> str:
    """Certificate of a public institution: its credit code, or the twelve digits of the older 事证第…号."""
    return _registered(value, _INSTITUTION, "1")


def association(value: str) -> str:
    """Certificate of a social organisation: its credit code, or the number of the older …社证字第…号."""
    return _registered(value, _ASSOCIATION, "5")


def _registered(value: str, old: re.Pattern[str], authority: str) -> str:
    """The number in its old form, else the credit code that this authority (the code's first character) gives."""
    code = trimmed(value)
    if old.fullmatch(code):
        return code
    if not code.startswith(authority):
        raise Invalid("certificate.shape")
    return uscc(code)


_DATED: dict[str, Callable[[str, date], str]] = {
    "resident_id": resident_id,
    "resident_id_15": resident_id_15,
    "hmt_residence": hmt_residence,
    "household": household,
}
_PLAIN: dict[str, Callable[[str], str]] = {
    "uscc": uscc,
    "orgcode": orgcode,
    "bizreg15": bizreg15,
    "institution": institution,
    "association": association,
}
KINDS = (*_PLAIN, *_DATED, *_SHAPES)


def number(kind: str, value: str, today: date) -> str:
    """The number's normal form under one of KINDS, or Invalid."""
    if kind in _PLAIN:
        return _PLAIN[kind](value)
    if kind in _DATED:
        return _DATED[kind](value, today)
    if kind not in _COMPILED:
        raise Invalid("certificate.kind")
    code = trimmed(value)
    _whole(_COMPILED[kind], code)
    return code
