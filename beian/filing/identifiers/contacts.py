"""Mobile numbers, office phones and mail addresses."""

import re

from beian.filing.identifiers.domains import hostname, registrable_domain
from beian.filing.identifiers.reasons import Invalid
from beian.filing.identifiers.text import clean_text

_MOBILE = re.compile(r"1[0-9]{10}")
# Number segments given to mobile carriers; 10, 11, 12 and the rest of the gaps are not.
_SEGMENT = re.compile(r"1(?:3[0-9]|4[5-9]|5[0-35-9]|6[25-7]|7[0-8]|8[0-9]|9[0-35-9])")
# Area codes: 010 and 02x with eight digits, three-digit ones 03xx to 09xx with seven or eight; a local number never with 0.
_PHONE = re.compile(r"(010|02[0-57-9]|0[3-9][0-9]{2})-([0-9]{7,8})(?:-([0-9]{1,6}))?")
_NOBODY = re.compile(r"0+|1+")
# RFC 5321 and 6531: no quoted local parts; letters of any script, as in addresses under Chinese domains.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")


def mobile(value: str) -> str:
    """An 11-digit mobile number of a segment in use."""
    number = clean_text(value).strip(" ")
    if not _MOBILE.fullmatch(number):
        raise Invalid("mobile.shape")
    if not _SEGMENT.match(number):
        raise Invalid("mobile.segment")
    return number


def phone(value: str) -> str:
    """An office phone as area code, local number, extension: 010-66012345-801; 010-00000000 and its like are refused (P09 附件3二(十))."""
    number = clean_text(value).strip(" ")
    match = _PHONE.fullmatch(number)
    if match is None:
        raise Invalid("phone.shape")
    area, local, _extension = match.groups()
    if _NOBODY.fullmatch(local):
        raise Invalid("phone.fake")
    if local[0] == "0" or (len(area) == 3 and len(local) == 7):
        raise Invalid("phone.shape")
    return number


def phone_or_mobile(value: str) -> str:
    """Either of the two, as an emergency or a home number may be."""
    number = clean_text(value).strip(" ")
    return mobile(number) if number.startswith("1") else phone(number)


def email(value: str) -> str:
    """A mail address, its domain in lower case; internationalised domains as typed."""
    text = clean_text(value).strip(" ")
    local, at, domain = text.rpartition("@")
    if not at or len(text) > 254 or len(local.encode()) > 64 or not _LOCAL.fullmatch(local):
        raise Invalid("email.shape")
    try:
        registrable_domain(domain)
        host = hostname(domain)
    except Invalid:
        raise Invalid("email.domain") from None
    if host != domain.lower():  # a port, a path or a scheme stood around it
        raise Invalid("email.shape")
    return f"{local}@{host}"
