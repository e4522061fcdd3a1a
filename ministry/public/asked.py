"""What was typed into the one box: a domain in any form, an address, a filing number, or a unit's name."""

import re
from dataclasses import dataclass
from enum import StrEnum

import idna
from django.utils.translation import gettext as _

from beian.filing import identifiers, numbers
from beian.filing.identifiers.domains import host_of

LONGEST = 2000
LONGEST_NAME = 100
# Full stops of Chinese and Japanese writing that stand between labels (IDNA mapping).
_STOPS = str.maketrans({"\u3002": ".", "\uff61": "."})
# Neither plain letters, digits and dots nor Chinese characters: Cyrillic а and Latin a look alike.
_DOUBTFUL = re.compile(r"[^a-z0-9.\-\u3007\u3400-\u9fff\U00020000-\U000323af]")
_LIKE_NUMBER = re.compile(r"ICP", re.IGNORECASE)


class Sort(StrEnum):
    DOMAIN = "domain"
    ADDRESS = "address"
    NUMBER = "number"
    NAME = "name"
    UNSUPPORTED = "unsupported"


class Unreadable(ValueError):
    """Nothing that can be looked up; str() says why and what to type instead."""


@dataclass(frozen=True)
class Question:
    """What is asked for: its sort, the key to look up, and how the key is shown to people."""

    sort: Sort
    key: str
    shown: str
    also: str = ""  # the other spelling of a domain that is not plain letters: 例子.中国 beside xn--fsqu00a.xn--fiqs8s
    doubtful: bool = False  # its letters could be taken for others; `shown` is then the xn-- form


def understand(text: str) -> Question:
    """The question in what somebody typed, or Unreadable."""
    text = _readable(text)
    if _LIKE_NUMBER.search(identifiers.halfwidth(text)) and not _in_address(text):
        return number(text)
    folded = identifiers.fold(text, "lower").translate(_STOPS)
    if any(mark in folded for mark in (".", ":", "/")):
        return _host(folded, fallback=text)
    return _name(text)


def domain(text: str) -> Question:
    """As `understand`, where only a domain or an address will do (stable pages, API)."""
    folded = identifiers.fold(_readable(text), "lower").translate(_STOPS)
    return _host(folded, fallback="")


def number(text: str) -> Question:
    """As `understand`, where only a filing number will do."""
    try:
        found = str(numbers.parse(_readable(text)))
    except numbers.NumberError as error:
        raise Unreadable(str(error)) from None
    return Question(Sort.NUMBER, found, found)


def _readable(text: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable(_("输入的内容太长，最多 %(most)s 个字，请缩短后再查。") % {"most": LONGEST})
    try:
        text = identifiers.clean_text(text.strip())
    except identifiers.Invalid as refusal:
        raise Unreadable(_sentence(refusal)) from None
    if not text:
        raise Unreadable(_("请输入要查询的网址、域名、IP 地址、备案号、单位名称或网站名称。"))
    return text


def _in_address(text: str) -> bool:
    """icp.example.cn and http://example.cn/icp are addresses, whatever letters they hold."""
    return any(mark in text for mark in (".", "://"))


def _host(folded: str, *, fallback: str) -> Question:
    try:
        host = host_of(folded).removesuffix(".")
        if identifiers.is_address(host):
            return _address(host)
        key = identifiers.domain_key(folded)
    except identifiers.Invalid as refusal:
        if refusal.code == "domain.unknown_suffix":
            return _unknown_suffix(host, fallback)
        raise Unreadable(_sentence(refusal)) from None
    return _domain(key)


def _domain(key: str) -> Question:
    """A domain in Chinese is shown in Chinese; one in letters that look like others is shown as it is resolved."""
    spelled = _spelled(key)
    if spelled == key:
        return Question(Sort.DOMAIN, key, key)
    if _DOUBTFUL.search(spelled):
        return Question(Sort.DOMAIN, key, key, spelled, doubtful=True)
    return Question(Sort.DOMAIN, key, spelled, key)


def _spelled(key: str) -> str:
    """The domain as people write it, label by label; a label that is no sound IDN stays as it is."""
    labels = []
    for label in key.split("."):
        try:
            labels.append(idna.decode(label) if label.startswith("xn--") else label)
        except idna.IDNAError:
            labels.append(label)
    return ".".join(labels)


def _unknown_suffix(host: str, fallback: str) -> Question:
    """A unit's name may hold a full stop: one that does not end like a domain is searched for as a name."""
    if fallback and not host.rpartition(".")[2].isascii():
        return _name(fallback)
    return Question(Sort.UNSUPPORTED, identifiers.ascii_host(host), host)


def _address(host: str) -> Question:
    try:
        key = identifiers.public_address(host)
    except identifiers.Invalid as refusal:
        raise Unreadable(_sentence(refusal)) from None
    return Question(Sort.ADDRESS, key, key)


def _name(text: str) -> Question:
    key = identifiers.fold(text, "lower")
    if not 2 <= len(key) <= LONGEST_NAME:
        raise Unreadable(_("单位名称或网站名称请输入 2 至 %(most)s 个字。") % {"most": LONGEST_NAME})
    return Question(Sort.NAME, key, text)


def _sentence(refusal: identifiers.Invalid) -> str:
    return f"{refusal.reason.text}{refusal.reason.suggestion}"
