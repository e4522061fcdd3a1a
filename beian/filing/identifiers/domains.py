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
from beian.filing.identifiers.text import clean_text, hidden_reason

CN_CATEGORIES = frozenset("ac com edu gov mil net org".split())
CN_REGIONS = frozenset(
    "ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz yn zj".split()
)
CN_CHINESE = frozenset({"政务", "公益"})
_CN_SECOND = CN_CATEGORIES | CN_REGIONS | frozenset(idna.encode(word).decode() for word in CN_CHINESE)
# In ICANN's section of the list for the sake of browsers; nobody registers a site there.
_SPECIAL = frozenset({"arpa", "onion"})

_LDH = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_PLAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(?:/|$))(?://)?")
# What may stand before a host: https://, //, and http: as browsers take it, but no port of a host called http.
_BEFORE_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|https?:/?(?!/|[0-9]+(?:[/?#]|$))", re.IGNORECASE)
_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_DOTS = str.maketrans("。．｡", "...")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_URL_TEXT = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]!$&'()*+,;=%\u00a1-\uffef\U00010000-\U0003fffd]+")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


def ascii_label(label: str) -> str:
    """The A-label of one lower-case label, or Invalid: IDNA 2008, at most 63 characters, no hyphen at either end."""
    if label.isascii() and not label.startswith("xn--"):
        if not _LDH.fullmatch(label):
            raise Invalid("domain.shape")
        return label
    try:
        spelled = idna.decode(label) if label.isascii() else label
        encoded = idna.encode(spelled, strict=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise Invalid("domain.shape") from None
    if label.isascii() and (encoded != label or hidden_reason(spelled) == "text.mixed"):
        raise Invalid("domain.shape")
    return encoded


def host_of(text: str) -> str:
    """The host in a host, host:port or URL as typed, in lower case; of the rest only the port is checked.

    The ideographic and the full-width full stop are dots (RFC 3490, 3.1). A user name belongs to a URL: somebody@example.cn is no host.
    """
    typed = text.strip().translate(_DOTS)
    text = clean_text(typed)
    if text.isascii() != typed.isascii():  # the kelvin sign is an ordinary K after normalisation
        raise Invalid("domain.shape")
    before = _BEFORE_HOST.match(text)
    authority = re.split(r"[/?#\\]", text[before.end() :] if before else text, maxsplit=1)[0]
    if before:
        authority = authority.rpartition("@")[2]
    if authority.count(":") > 1 and is_address(authority):
        return authority.lower()
    match = _HOST_PORT.fullmatch(authority)
    if match is None or int(match[2] or 0) > 65535:
        raise Invalid("domain.shape")
    return match[1].lower().removeprefix("[").removesuffix("]")


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
    if labels[-kept][2:4] == "--" and not labels[-kept].startswith("xn--"):
        raise Invalid("domain.shape")  # reserved (RFC 5891, 4.2.3.1); a host below the domain may be called so
    return ".".join(host.split(".")[-kept:])


def domain_key(text: str) -> str:
    """The registrable domain in xn-- form, the same for all ways of writing it.

    A name that is in plain form already, as registers keep it, needs no folding; a test compares both ways.
    """
    if len(text) > 253 or "--" in text or not _PLAIN.fullmatch(text):
        return ascii_host(registrable_domain(text))
    labels = text.split(".")
    kept = _suffix_length(labels) + 1
    if kept > len(labels):
        raise Invalid("domain.suffix")
    return ".".join(labels[-kept:])


class Address(NamedTuple):
    """A home page address in its parts: scheme, host (name or IP address), the address in normal form."""

    scheme: str
    host: str
    url: str


@lru_cache(maxsize=4096)
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
    plain = unicodedata.is_normalized("NFKC", parts.netloc) and parts.netloc.translate(_DOTS) == parts.netloc
    if "@" in parts.netloc or not host or port == 0 or not plain:
        raise Invalid("url.shape")
    if not is_address(host):
        host = hostname(host)
    shown = f"[{host}]" if ":" in host else host
    netloc = f"{shown}:{port}" if port else shown
    url = (parts if netloc == parts.netloc else parts._replace(netloc=netloc)).geturl()
    return Address(parts.scheme, host, url)
