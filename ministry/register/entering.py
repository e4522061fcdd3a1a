"""A granted filing enters the national register, and with it the public query."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from beian.exchange import Message, Outgoing, send_many
from beian.filing import identifiers, numbers, passwords
from beian.reference import provinces
from ministry.dashboard import counting
from ministry.public import entries
from ministry.register import hosting
from ministry.register.models import (
    Claim,
    NationalAccess,
    NationalDomain,
    NationalSite,
    NationalSubject,
    Passage,
)
from ministry.register.passages import Misrouted, deciding, move, pass_on, record, save

_ISSUED = """
INSERT INTO ministry_issuednumber (province, year, last)
SELECT province, year, max(last) FROM unnest(%s::text[], %s::int[], %s::int[]) AS told (province, year, last)
GROUP BY province, year ORDER BY province, year
ON CONFLICT (node, province, year) DO UPDATE SET last = greatest(ministry_issuednumber.last, excluded.last)
"""


def enter(*, messages: Sequence[Message], now: datetime) -> None:
    """Write granted filings into the register; the provider's province thereby knows that they stand there, the servers' what they host.

    A grant without its claims is refused, whoever sends it.
    """
    pairs = [(passage, message) for passage, message in deciding(messages) if passage.state != "granted"]
    for passage, message in pairs:
        _check(passage, message.body)
    passages = [passage for passage, _message in pairs]
    _check_claims(passages)
    _note_issued(pairs)
    hosted = _write(pairs)
    for passage, message in pairs:
        move(passage, "granted", revision=message.revision, now=now)
    save(passages)
    send_many([*(pass_on(passage, message) for passage, message in pairs), *hosted])
    numbers_given = {passage.application: message.body.number for passage, message in pairs}
    record(
        "register.enter", passages, lambda passage: {"state": "granted", "number": numbers_given[passage.application]}
    )


def _check(passage: Passage, body) -> None:
    """The number is one of the deciding province's, its sites' numbers and domains are its own, and the verifier is one."""
    number = numbers.parse(body.number)
    if number.site is not None or number.character != provinces.character(passage.subject_province):
        raise Misrouted(f"{body.number} is not a subject's number of province {passage.subject_province}")
    for site in body.public.sites:
        if numbers.parse(site.number).subject != number.subject or numbers.parse(site.number).site is None:
            raise Misrouted(f"{site.number} is no site of {body.number}")
    told = [_keys(site.domains) for site in body.public.sites]
    if told != [_keys(site.get("domains", [])) for site in passage.document["sites"]]:
        raise Misrouted(f"{body.number} was granted for other domains than were approved")
    passwords.check_verifier(body.verifier)


def _check_claims(passages: Sequence[Passage]) -> None:
    """Everything these applications were approved for must be held by them: nothing is filed past the detection."""
    wanted = {(passage.application, kind, key) for passage in passages for kind, key in passage.keys}
    applications = [passage.application for passage in passages]
    held = Claim.objects.filter(application__in=applications, state="held").values_list("application", "kind", "key")
    if missing := wanted - set(held):
        application, kind, _key = sorted(missing, key=str)[0]
        raise Misrouted(f"{application} was granted without a claim on its {kind}")


def _note_issued(pairs: Iterable[tuple[Passage, Message]]) -> None:
    rows = [(passage.subject_province, message.body.year, message.body.serial) for passage, message in pairs]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_ISSUED, [list(column) for column in zip(*rows, strict=True)])


def _write(pairs: Sequence[tuple[Passage, Message]]) -> list[Outgoing]:
    """One insert per table for the whole batch; what the servers' provinces are to be told of it."""
    subjects = NationalSubject.objects.bulk_create(_subject(passage, message) for passage, message in pairs)
    sites = [
        (passage, subject, _site(subject, told, part), told)
        for (passage, message), subject in zip(pairs, subjects, strict=True)
        for told, part in zip(message.body.public.sites, passage.document["sites"], strict=True)
    ]
    NationalSite.objects.bulk_create([site for _passage, _subject, site, _told in sites])
    NationalDomain.objects.bulk_create(
        NationalDomain(site=site, domain=domain)
        for _passage, _subject, site, told in sites
        for domain in _keys(told.domains)
    )
    accesses = NationalAccess.objects.bulk_create(_access(passage, site) for passage, _subject, site, _told in sites)
    entries.file([line for passage, subject, site, told in sites for line in _lines(passage, subject, site, told)])
    counting.add(
        _granted(passage, subject, message) for (passage, message), subject in zip(pairs, subjects, strict=True)
    )
    return hosting.outgoing(
        pairs, {site.number: _keys(told.domains) for _passage, _subject, site, told in sites}, accesses
    )


def _granted(passage: Passage, subject: NationalSubject, message) -> counting.Granted:
    sites = len(message.body.public.sites)
    return counting.Granted(subject.province, passage.provider, passage.provider_name, subject.approved_on, sites)


def _subject(passage: Passage, message) -> NationalSubject:
    """From the document that was approved: its open part has a person's name masked already."""
    subject = passage.document["subject"]
    return NationalSubject(
        application=passage.application,
        number=numbers.parse(message.body.number).subject,
        province=passage.subject_province,
        nature=str(subject["nature"]),
        name=subject["name"],
        name_key=entries.name_key(name=subject["name"], nature=str(subject["nature"])),
        certificate=passage.certificate,
        verifier=message.body.verifier,
        approved_on=message.body.approved_on,
        round=passage.round,
        revision=passage.revision,
    )


def _site(subject: NationalSubject, told, part: dict) -> NationalSite:
    return NationalSite(
        subject=subject,
        number=str(numbers.parse(told.number)),
        name=told.name,
        home_url=told.home_url,
        addresses=part.get("addresses", []) if part.get("ip_only") else [],
        services=_codes(part, "services"),
        languages=_codes(part, "languages"),
    )


def _access(passage: Passage, site: NationalSite) -> NationalAccess:
    access = passage.document.get("access", {})
    return NationalAccess(
        site=site,
        provider=passage.provider,
        provider_name=passage.provider_name,
        provider_province=passage.provider_province,
        server_provinces=passage.server_provinces,
        modes=_codes(access, "modes"),
        ip_ranges=[[part.get("start"), part.get("end")] for part in access.get("ip_ranges", [])],
    )


def _lines(passage: Passage, subject: NationalSubject, site: NationalSite, told) -> Iterable[entries.Filed]:
    """The public line of each domain; of each address where the site has no domain."""
    named = [("domain", domain) for domain in _keys(told.domains)]
    for kind, key in named or [("address", address) for address in site.addresses]:
        yield entries.Filed(
            kind=kind,
            key=key,
            application=passage.application,
            filing_number=subject.number,
            site_number=site.number,
            subject_name=subject.name,
            name_key=subject.name_key,
            nature=subject.nature,
            site_name=site.name,
            home_url=site.home_url,
            approved_on=subject.approved_on,
        )


def _keys(domains: Iterable[str]) -> list[str]:
    return sorted({identifiers.domain_key(name) for name in domains})


def _codes(part: dict, name: str) -> list[str]:
    return [str(code) for code in part.get(name, [])]
