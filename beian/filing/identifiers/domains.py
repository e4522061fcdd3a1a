"""Host names, registrable domains (R2 and its note) and home page addresses.

Registrable is what is registered directly under a public suffix: ICANN's section of the public suffix list with, for .CN, the seven
category domains and 34 region domains of 信部电[2008]172号, which take a third level, and 政务.cn and 公益.cn.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import idna
from publicsuffixlist import PublicSuffixList

from beian.filing.identifiers.addresses import is_address
from beian.filing.identifiers.reasons import Invalid
from beian.filing.identifiers.text import clean_text

CN_CATEGORIES = frozenset("ac com edu gov mil net org".split())
CN_REGIONS = frozenset(
    "ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz yn zj".split()
)
CN_CHINESE = frozenset({"政务", "公益"})
_CN_SECOND = CN_CATEGORIES | CN_REGIONS | frozenset(idna.encode(word).decode() for word in CN_CHINESE)
# In ICANN's section of the list for the sake of browsers; nobody registers a site there.
_SPECIAL = frozenset({"arpa", "onion"})

_LDH = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(?:/|$))(?://)?")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_URL_TEXT = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]!$&'()*+,;=%\u00a1-\uffef\U00010000-\U0003fffd]+")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


def ascii_label(label: str) -> str:
    """The A-label of one lower-case label, or Invalid: IDNA 2008, at most 63 characters, no hyphen at either end."""
    if label.isascii() and not label.startswith("xn--"):
        if not _LDH.fullmatch(label) or label[2:4] == "--":
            raise Invalid("domain.shape")
        return label
    try:
        return idna.encode(idna.decode(label) if label.isascii() else label, strict=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise Invalid("domain.shape") from None


def host_of(text: str) -> str:
    """The host in a host, host:port or URL as typed, in lower case; nothing is checked but the characters."""
    text = clean_text(text).strip(" ")
    text = _SCHEME.sub("", text, count=1)
    authority = re.split(r"[/?#\\]", text.removeprefix("//"), maxsplit=1)[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority[1:].partition("]")[0].lower()
    return authority.lower() if authority.count(":") > 1 else authority.partition(":")[0].lower()


def _labels(host: str) -> list[str]:
    """A-labels of a host name; Invalid for addresses, empty or bad labels, more than 253 characters."""
    if not host:
        raise Invalid("domain.shape")
    if is_address(host) or _NUMERIC.fullmatch(host.rpartition(".")[2]):
        raise Invalid("domain.address" if host.count(".") == 3 or ":" in host else "domain.shape")
    labels = [ascii_label(label) for label in host.split(".")]
    if sum(map(len, labels)) + len(labels) - 1 > 253:
        raise Invalid("domain.shape")
    return labels


@lru_cache(maxsize=16384)
def hostname(text: str) -> str:
    """The host name in a host or URL: lower case, no final dot, Unicode or xn-- as typed; Invalid where it is none."""
    host = host_of(text).removesuffix(".")
    _labels(host)
    return host


@lru_cache(maxsize=16384)
def ascii_host(text: str) -> str:
    """The host name in xn-- form: the one key under which domains are compared and claimed."""
    return ".".join(_labels(host_of(text).removesuffix(".")))


def _suffix_length(labels: list[str]) -> int:
    """How many labels the public suffix of these A-labels has."""
    if labels[-1] in _SPECIAL:
        raise Invalid("domain.unknown_suffix")
    if labels[-1] == "cn" and len(labels) > 1 and labels[-2] in _CN_SECOND:
        return 2
    suffix = _suffixes().publicsuffix(".".join(labels))
    if suffix is None:
        raise Invalid("domain.unknown_suffix")
    return suffix.count(".") + 1


@lru_cache(maxsize=16384)
def registrable_domain(text: str) -> str:
    """The registrable domain of a host or URL, in the form typed (Unicode stays Unicode), lower case; Invalid where there is none."""
    host = hostname(text)
    labels = _labels(host)
    kept = _suffix_length(labels) + 1
    if kept > len(labels):
        raise Invalid("domain.suffix")
    return ".".join(host.split(".")[-kept:])


def domain_key(text: str) -> str:
    """The registrable domain in xn-- form, the same for all ways of writing it."""
    return ascii_host(registrable_domain(text))


class Address(NamedTuple):
    """A home page address in its parts: scheme, host (name or IP address), the address in normal form."""

    scheme: str
    host: str
    url: str


def home_url(text: str) -> Address:
    """A home page address: http or https (http where none is typed), a host name or address, no user name, no odd characters."""
    text = clean_text(text).strip(" ")
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise Invalid("url.scheme")
    if (scheme and not scheme[0].endswith("://")) or not _URL_TEXT.fullmatch(text) or text.startswith("//"):
        raise Invalid("url.shape")
    return _split(text if scheme else f"http://{text}")


def _split(url: str) -> Address:
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise Invalid("url.shape") from None
    if "@" in parts.netloc or not host or port == 0 or unicodedata.normalize("NFKC", parts.netloc) != parts.netloc:
        raise Invalid("url.shape")
    if not is_address(host):
        host = hostname(host)
    shown = f"[{host}]" if ":" in host else host
    netloc = f"{shown}:{port}" if port else shown
    return Address(parts.scheme, host, parts._replace(netloc=netloc).geturl())
