"""Public IP addresses by a deny list of our own; Python's is_global calls NAT64 of 10.0.0.1 public."""

import ipaddress
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from beian.filing.identifiers.reasons import Invalid
from beian.filing.identifiers.text import clean_text

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA's special-purpose registry: this network, private, shared (carrier NAT), loopback, link local, IETF protocol, documentation, AS112,
# 6to4 relays, AMT, benchmarking, multicast, reserved and broadcast.
DENIED_4 = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
)
# Global unicast is 2000::/3; outside it lie unspecified, loopback, mapped, NAT64, discard, unique local, link and site local, multicast.
# Inside it: IETF protocol (Teredo, benchmarking, ORCHID), documentation, 6to4, AS112, 6bone.
DENIED_6 = (
    "::/3",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3ffe::/16",
    "3fff::/20",
    "4000::/2",
    "8000::/1",
)


def _spans(networks: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """First and last addresses of the networks as numbers, ascending; the networks do not overlap."""
    nets = sorted(map(ipaddress.ip_network, networks), key=lambda net: int(net.network_address))
    return [int(net.network_address) for net in nets], [int(net.broadcast_address) for net in nets]


_DENIED = {4: _spans(DENIED_4), 6: _spans(DENIED_6)}


class Range(NamedTuple):
    """A range of public addresses of one family, both ends included."""

    start: IPAddress
    end: IPAddress


def is_address(text: str) -> bool:
    """Whether the text is an IP address of either family, public or not."""
    if ":" not in text and not text[-1:].isdigit():
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def address(text: str) -> IPAddress:
    """The address; Invalid for anything else, also for zone suffixes (%eth0) and numbers with leading zeros."""
    text = clean_text(text).strip(" ")
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        raise Invalid("ip.shape") from None
    if "%" in text:
        raise Invalid("ip.shape")
    return found


def touches_denied(start: IPAddress, end: IPAddress) -> bool:
    """Whether any address from start to end is on the deny list."""
    firsts, lasts = _DENIED[start.version]
    place = bisect_right(firsts, int(end)) - 1
    return place >= 0 and lasts[place] >= int(start)


@lru_cache(maxsize=4096)
def public_address(text: str) -> str:
    """A public address in its shortest form, or Invalid."""
    found = address(text)
    if touches_denied(found, found):
        raise Invalid("ip.not_public")
    return str(found)


def ip_range(start: str, end: str) -> Range:
    """A range of one family in ascending order that holds public addresses only, or Invalid."""
    first, last = address(start), address(end)
    if first.version != last.version:
        raise Invalid("ip.family")
    if int(first) > int(last):
        raise Invalid("ip.order")
    if touches_denied(first, last):
        raise Invalid("ip.range_not_public")
    return Range(first, last)
