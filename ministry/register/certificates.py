"""Certificates that provinces issue: entered for the public page, and passed on toward the owner (B17)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from pydantic import Field

from beian.evidence.manifest import ManifestEntry
from beian.exchange import Message, handles, send_many
from beian.filing import numbers
from beian.people.nodes import code_of, province_node
from beian.reference.dates import Moment
from ministry.public.certificates import PublicCertificate
from ministry.register.bodies import Body
from ministry.register.models import NationalSubject, Passage
from ministry.register.passages import Misrouted, lock, pass_on, record


class CertifiedSite(Body):
    number: str = Field(max_length=64)
    name: str = Field(max_length=500)
    domains: list[str] = Field(default=[], max_length=500)
    addresses: list[str] = Field(default=[], max_length=500)


class Certified(Body):
    """The public facts. Whose filing it is the ministry takes from its own register, where persons are masked."""

    sites: list[CertifiedSite] = Field(max_length=500)


class Issued(Body):
    number: str
    version: int = Field(ge=1, le=1_000_000)
    token: UUID
    digest: str = Field(pattern=r"\A[0-9a-f]{64}\z")
    issued_at: Moment
    issuer: str
    public: Certified
    evidence: list[ManifestEntry] = []


@handles("certificate.issued", body=Issued)
def take_issued(messages: list[Message]) -> None:
    """Enter them; the newest of each filing is in force, whatever came in which order."""
    applications = {UUID(message.key) for message in messages}
    passages = lock(applications)
    subjects = {found.application: found for found in NationalSubject.objects.filter(application__in=applications)}
    for message in messages:
        _check(passages.get(UUID(message.key)), subjects.get(UUID(message.key)), message)
    _enter(messages, subjects)
    pairs = [(passages[UUID(message.key)], message) for message in messages]
    send_many([pass_on(passage, message) for passage, message in pairs])
    told = iter(message.body for message in messages)
    record("register.certify", [passage for passage, _message in pairs], lambda _passage: _as_told(next(told)))


def _check(passage: Passage | None, subject: NationalSubject | None, message: Message) -> None:
    """Only the deciding province certifies, and only what stands in the register, under its own numbers."""
    body = message.body
    if passage is None or subject is None or message.sender != province_node(passage.subject_province):
        raise Misrouted(f"{message.sender} issued a certificate of {message.key}, no filing of its own")
    if body.issuer != message.sender or body.number != subject.number:
        raise Misrouted(f"{message.key} was certified as {body.number} of {body.issuer}")
    for site in body.public.sites:
        if numbers.parse(site.number).subject != subject.number:
            raise Misrouted(f"{site.number} is no site of {subject.number}")


def _enter(messages: Sequence[Message], subjects: dict[UUID, NationalSubject]) -> None:
    """Two statements: those before are superseded, then the new ones stand."""
    known = PublicCertificate.objects.filter(application__in=subjects)
    newest = {row.application: row.version for row in known.filter(superseded=False).only("application", "version")}
    fresh = sorted(messages, key=lambda message: (message.key, message.body.version))
    rows = []
    for key, group in groupby(fresh, key=lambda message: message.key):
        editions, application = list(group), UUID(key)
        last = max(editions[-1].body.version, newest.get(application, 0))
        rows += [_row(message, subjects[application], superseded=message.body.version < last) for message in editions]
    in_force = [row.application for row in rows if not row.superseded]
    known.filter(application__in=in_force, superseded=False).update(superseded=True)
    PublicCertificate.objects.bulk_create(rows)


def _row(message: Message, subject: NationalSubject, *, superseded: bool) -> PublicCertificate:
    body = message.body
    return PublicCertificate(
        token=body.token,
        application=subject.application,
        filing_number=subject.number,
        version=body.version,
        digest=body.digest,
        province=code_of(body.issuer),
        subject_name=subject.name,
        nature=subject.nature,
        sites=[site.model_dump(include={"number", "name", "domains", "addresses"}) for site in body.public.sites],
        approved_on=subject.approved_on,
        issued_at=body.issued_at,
        superseded=superseded,
    )


def _as_told(body: Issued) -> dict:
    return {"number": body.number, "version": body.version, "digest": body.digest}
