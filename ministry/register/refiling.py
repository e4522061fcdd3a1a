"""A filing told again, whole, by the province that gave its number: what a comparison of the registers found missing or different here.

The province holds the pen for its filings, so its word replaces ours; what it no longer names is cancelled. It makes no new filing: the
application must have come this way and hold its claims, and an older word than ours changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from pydantic import Field

from beian import audit
from beian.exchange import Message, handles
from beian.filing import identifiers, numbers, passwords
from beian.people.nodes import province_node
from beian.reference import provinces
from beian.reference.dates import Day
from ministry.dashboard import counting
from ministry.public import entries
from ministry.register import hosting
from ministry.register.bodies import Body, ProvinceCode
from ministry.register.models import (
    CANCELLED,
    FILED,
    Claim,
    NationalAccess,
    NationalDomain,
    NationalSite,
    NationalSubject,
    Passage,
)
from ministry.register.passages import Misrouted, lock
from ministry.register.reconciliation import resend_hosted

Standing = Field(pattern=rf"\A({FILED}|{CANCELLED})\z")


class RefiledDomain(Body):
    domain: str = Field(max_length=255)
    state: str = Standing


class RefiledAccess(Body):
    provider: str = Field(pattern=r"\A[a-z0-9]{1,32}\z")
    provider_name: str
    provider_province: str = ProvinceCode
    server_provinces: list[str]
    modes: list[int]
    ip_ranges: list[tuple[str, str]]
    state: str = Standing


class RefiledSite(Body):
    number: str = Field(max_length=40)
    name: str
    home_url: str = ""
    addresses: list[str] = []
    state: str = Standing
    domains: list[RefiledDomain] = []
    accesses: list[RefiledAccess] = []


class Refiled(Body):
    """A filing as its province's register holds it; a person's name masked, no certificate."""

    number: str = Field(max_length=32)
    nature: str = Field(pattern=r"\A[0-9]{1,3}\z")
    name: str
    state: str = Standing
    approved_on: Day
    verifier: str
    sites: list[RefiledSite] = Field(min_length=1)


@handles("register.filed", body=Refiled)
def take_refiled(messages: list[Message]) -> None:
    """Filings told again, each by itself: they are few, and one that does not fit keeps no other waiting."""
    known = lock({UUID(message.key) for message in messages})
    for message in messages:
        refile(passage=_checked(known.get(UUID(message.key)), message), message=message, now=timezone.now())
    for province in sorted({passage.subject_province for passage in known.values()}):
        counting.recount(province)


def refile(*, passage: Passage, message: Message, now: datetime) -> None:
    """Write the filing as the province tells it, unless we hold a later word of it."""
    body = message.body
    held = NationalSubject.objects.select_for_update().filter(application=passage.application).first()
    if held is not None and (held.round, held.revision) > (message.round, message.revision):
        return
    subject = _subject(held, passage, message)
    sites = {told.number: _site(subject, passage, told, index) for index, told in enumerate(body.sites)}
    NationalSite.objects.filter(subject=subject).exclude(number__in=sites).update(state=CANCELLED)
    entries.file([line for told in body.sites for line in _lines(subject, told) if told.state == FILED])
    for province in hosting.provinces_of(passage):
        resend_hosted(province_node(province), list(sites))
    after = {"number": subject.number, "missing": held is None}
    audit.record(verb="register.refile", subject=("application", passage.application), after=after)


def _checked(passage: Passage | None, message: Message) -> Passage:
    """The application came this way and holds its claims, and the number is its own province's."""
    body = message.body
    if passage is None or message.sender != province_node(passage.subject_province):
        raise Misrouted(f"{message.sender} gave no number to {message.key}")
    number = numbers.parse(body.number)
    if number.site is not None or number.character != provinces.character(passage.subject_province):
        raise Misrouted(f"{body.number} is not a subject's number of province {passage.subject_province}")
    if any(numbers.parse(site.number).subject != number.subject for site in body.sites):
        raise Misrouted(f"{body.number} is told with another subject's site")
    passwords.check_verifier(body.verifier)
    _check_claims(passage, {domain for site in body.sites for domain in _domains(site)})
    return passage


def _check_claims(passage: Passage, domains: set[str]) -> None:
    """Nothing is filed past the detection, told again or not."""
    held = Claim.objects.filter(application=passage.application, state="held", kind=Claim.Kind.DOMAIN)
    if missing := domains - set(held.values_list("key", flat=True)):
        raise Misrouted(f"{passage.application} holds no claim on {sorted(missing)[0]}")


def _domains(site: RefiledSite) -> set[str]:
    return {identifiers.domain_key(one.domain) for one in site.domains if one.state == FILED}


def _subject(held: NationalSubject | None, passage: Passage, message: Message) -> NationalSubject:
    body = message.body
    subject = held or NationalSubject(application=passage.application, province=passage.subject_province)
    subject.number, subject.nature, subject.name = numbers.parse(body.number).subject, body.nature, body.name
    subject.name_key = entries.name_key(name=body.name, nature=body.nature)
    subject.certificate, subject.verifier = passage.certificate, body.verifier
    subject.state, subject.approved_on = body.state, body.approved_on
    subject.round, subject.revision = message.round, message.revision
    subject.save()
    return subject


def _site(subject: NationalSubject, passage: Passage, told: RefiledSite, index: int) -> NationalSite:
    """The site with its domains and accesses; services and languages are those that were approved."""
    parts = passage.document.get("sites", [])
    part = parts[index] if index < len(parts) else {}
    values = {"name": told.name, "home_url": told.home_url, "addresses": told.addresses, "state": told.state}
    approved = {name: [str(code) for code in part.get(name, [])] for name in ("services", "languages")}
    site, _made = NationalSite.objects.update_or_create(
        subject=subject, number=str(numbers.parse(told.number)), defaults=values, create_defaults=values | approved
    )
    _keep_domains(site, _domains(told))
    _keep_accesses(site, told.accesses)
    return site


def _keep_domains(site: NationalSite, domains: set[str]) -> None:
    filed = NationalDomain.objects.filter(site=site, state=FILED)
    filed.exclude(domain__in=domains).update(state=CANCELLED)
    known = set(filed.values_list("domain", flat=True))
    NationalDomain.objects.bulk_create(NationalDomain(site=site, domain=domain) for domain in sorted(domains - known))


def _keep_accesses(site: NationalSite, told: Sequence[RefiledAccess]) -> None:
    filed = NationalAccess.objects.filter(site=site, state=FILED)
    now = [one for one in told if one.state == FILED]
    filed.exclude(provider__in=[one.provider for one in now]).update(state=CANCELLED)
    for one in now:
        values = {
            "provider_name": one.provider_name,
            "provider_province": one.provider_province,
            "server_provinces": one.server_provinces,
            "modes": [str(code) for code in one.modes],
            "ip_ranges": [list(span) for span in one.ip_ranges],
        }
        NationalAccess.objects.update_or_create(site=site, provider=one.provider, state=FILED, defaults=values)


def _lines(subject: NationalSubject, told: RefiledSite) -> Iterable[entries.Filed]:
    """What the public sees of the site: its domains, or the addresses of one without."""
    named = [("domain", domain) for domain in sorted(_domains(told))]
    for kind, key in named or [("address", address) for address in told.addresses]:
        yield entries.Filed(
            kind=kind,
            key=key,
            application=subject.application,
            filing_number=subject.number,
            site_number=str(numbers.parse(told.number)),
            subject_name=subject.name,
            name_key=subject.name_key,
            nature=subject.nature,
            site_name=told.name,
            home_url=told.home_url,
            approved_on=subject.approved_on,
        )
