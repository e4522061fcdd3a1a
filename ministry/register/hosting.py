"""Word to the provinces in which a granted filing's servers stand: site, addresses and provider, and no person (decision 4, flows.md §4a)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from beian.exchange import Message, Outgoing
from beian.people.models import Node
from ministry.register.models import NationalAccess, NationalSite, Passage
from ministry.register.passages import tell


def outgoing(
    pairs: Sequence[tuple[Passage, Message]],
    domains: Mapping[str, Sequence[str]],
    accesses: Sequence[NationalAccess],
) -> list[Outgoing]:
    """`filing.hosted` for every province that only hosts; subject's and provider's know the filing in another way.

    `domains` by site number. A province that the registry of nodes does not know has no key, and nothing can be sent to it.
    """
    known = set(Node.objects.filter(tier="province").values_list("province", flat=True))
    by_application: dict[str, list[NationalAccess]] = {}
    for access in accesses:
        by_application.setdefault(str(access.site.subject.application), []).append(access)
    return [
        tell(
            passage,
            province,
            "filing.hosted",
            body(passage, message.body.approved_on, by_application[message.key], domains),
            message,
        )
        for passage, message in pairs
        for province in provinces_of(passage)
        if province in known
    ]


def provinces_of(passage: Passage) -> Iterator[str]:
    """The provinces of the servers that are neither the subject's nor the provider's, each once."""
    others = (passage.subject_province, passage.provider_province)
    yield from (code for code in dict.fromkeys(passage.server_provinces) if code not in others)


def body(
    passage: Passage, approved_on: date, accesses: Sequence[NationalAccess], domains: Mapping[str, Sequence[str]]
) -> dict:
    """What the province of its servers is told of a filing; `domains` by site number."""
    subject = accesses[0].site.subject
    return {
        "number": subject.number,
        "subject_name": subject.name if subject.name_key else "",  # persons have no key
        "subject_province": passage.subject_province,
        "server_provinces": passage.server_provinces,
        "provider": {
            "code": passage.provider,
            "name": passage.provider_name,
            "province": passage.provider_province,
        },
        "approved_on": approved_on.isoformat(),
        "sites": [_site(access, access.site, domains[access.site.number]) for access in accesses],
    }


def _site(access: NationalAccess, site: NationalSite, domains: Sequence[str]) -> dict:
    return {
        "number": site.number,
        "name": site.name,
        "home_url": site.home_url,
        "domains": list(domains),
        "addresses": site.addresses,
        "modes": access.modes,
        "ip_ranges": access.ip_ranges,
    }
