"""From which network address a request comes: what limits per address go by. What a visitor claims about his way here counts for nothing."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
SOCKET = "unix"


def of_client(request: HttpRequest) -> str:
    """The nearest address that is not one of our own proxies (BEIAN_TRUSTED_PROXIES); of IPv6 the /64 that one household has. Empty where
    it cannot be known: a Unix socket whose other end is not said to be a proxy.

    X-Forwarded-For is read from its end, and only as far as each hop is trusted: a header that a visitor sends himself is never reached.
    """
    hop = request.META.get("REMOTE_ADDR", "")
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")][-MOST_HOPS:]
    while told and _trusted(hop) and (told[-1] != "" and _parsed(told[-1]) is not None):
        hop = told.pop()
    return _shown(hop)


MOST_HOPS = 10


def _trusted(hop: str) -> bool:
    address = _parsed(hop)
    if address is None:
        return hop == "" and SOCKET in settings.TRUSTED_PROXIES
    return any(address in network for network in settings.TRUSTED_PROXIES if network != SOCKET)


def _parsed(hop: str) -> Address | None:
    """The address; one of IPv4 that is written as IPv6 is the same one."""
    try:
        address = ip_address(hop)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _shown(hop: str) -> str:
    address = _parsed(hop)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), 64), strict=False))
    return str(address or "")
