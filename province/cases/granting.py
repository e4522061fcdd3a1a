"""The grant: number, filing password, register, and word to everybody entitled to it (B17)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.timezone import localdate

from beian import exchange
from beian.filing import identifiers, numbers, passwords
from beian.filing.documents import FilingDocument
from beian.notices import sending
from beian.people import keys, scope
from beian.people.nodes import MINISTRY, code_of
from beian.people.scope import Actor, Reach
from beian.reference import provinces
from province.cases import certifying, transitions
from province.cases.models import Case
from province.cases.turns import in_turn
from province.register.models import FilingPassword, Site, SiteAccess, SiteDomain, Subject

GRANTER = Actor.service("cases.grant")
SECONDS = 0.5

_DRAW = """
INSERT INTO province_numbercounter (year, last) VALUES (%s, 1)
ON CONFLICT (node, year) DO UPDATE SET last = province_numbercounter.last + 1 RETURNING last
"""


@dataclass(frozen=True)
class Password:
    """A filing password and its verifier. Made outside any transaction: Argon2id takes 0.15 s and 64 MiB on purpose."""

    text: str
    verifier: str

    @classmethod
    def fresh(cls) -> Password:
        text = passwords.generate()
        return cls(text, passwords.verifier(text))


def grant_waiting(node: str, *, now: datetime) -> int:
    """Grant the node's cleared cases, each in a transaction of its own; how many were granted.

    One at a time per node, because a password is too dear to be made twice.
    """
    return in_turn(
        node,
        lock="cases grant",
        task="cases.grant",
        seconds=SECONDS,
        following=lambda failed: _waiting(node, failed),
        do=lambda case: _grant_one(node, case, now),
        what="cases could not be granted",
    )


def _grant_one(node: str, case: int, now: datetime) -> bool:
    """Whether this call granted it. The password is made before the transaction begins."""
    password = Password.fresh()
    with scope.enter(node, Reach.STAFF, GRANTER):
        return grant(case=case, password=password, now=now) is not None


def _waiting(node: str, failed: Collection[int]) -> int | None:
    """The cleared case that has waited longest, by its primary key; those that have just failed are left for the next time."""
    with scope.enter(node, Reach.STAFF, GRANTER):
        cleared = Case.objects.filter(state="approved", cleared_at__isnull=False).exclude(pk__in=failed)
        return cleared.order_by("id").values_list("pk", flat=True).first()


def grant(*, case: int, password: Password, now: datetime) -> Case | None:
    """Number the case and write the register. None: somebody else has just done it, and this password is thrown away."""
    locked = Case.objects.select_for_update().get(pk=case)
    if locked.state != "approved" or locked.cleared_at is None:
        return None
    document = locked.open_document()
    year, serial = localdate(now).year, draw(localdate(now).year)
    character = provinces.character(code_of(scope.current().node))
    locked.filing_number = numbers.format_filing(character, year, serial)
    transitions.move(case=locked, to="granted", now=now)
    sites = enter(case=locked, document=document, password=password, now=now)
    _tell_ministry(locked, sites, year, serial, password, now)
    _tell_owner(locked, document, password)
    _ask_certificate(locked, document, sites, now)
    return locked


def _ask_certificate(case: Case, document: FilingDocument, sites: list[dict], now: datetime) -> None:
    """The grant asks for it in its own transaction; drawing and sealing it is a worker's."""
    written = [site | {"addresses": answers.addresses} for site, answers in zip(sites, document.sites, strict=True)]
    saying = certifying.said(case=case, document=document, sites=written, approved_on=localdate(now))
    certifying.ask(case=case, saying=saying, now=now)


def draw(year: int) -> int:
    """The next serial of the year: the counter's row stays locked until the grant commits, so a rollback leaves no gap."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [year])
        return cursor.fetchone()[0]


def enter(*, case: Case, document: FilingDocument, password: Password, now: datetime) -> list[dict]:
    """The register's rows for a first filing; the sites as they are told to the ministry."""
    certificate = document.subject.certificate
    subject = Subject.objects.create(
        number=case.filing_number,
        application=case.application,
        nature=document.subject.nature,
        name=case.subject_name,
        certificate=keys.digest("certificate", str(certificate.type), str(certificate.number)),
        last_site=len(document.sites),
        approved_on=localdate(now),
    )
    FilingPassword.objects.create(subject=subject, verifier=password.verifier, set_at=now)
    return [_enter_site(case, subject, index, document) for index in range(1, len(document.sites) + 1)]


def _enter_site(case: Case, subject: Subject, index: int, document: FilingDocument) -> dict:
    answers, access = document.sites[index - 1], document.access
    site = Site.objects.create(
        subject=subject,
        number=numbers.site_number(subject.number, index),
        name=answers.name,
        home_url=answers.home_url or "",
        addresses=answers.addresses,
    )
    domains = [identifiers.domain_key(domain) for domain in answers.domains]
    SiteDomain.objects.bulk_create(SiteDomain(site=site, domain=domain) for domain in domains)
    SiteAccess.objects.create(
        site=site,
        provider=case.provider,
        provider_name=case.provider_name,
        provider_province=case.provider_province,
        server_provinces=access.server_provinces,
        modes=access.modes,
        ip_ranges=[[span.start, span.end] for span in access.ip_ranges],
    )
    return {"number": site.number, "name": site.name, "home_url": site.home_url, "domains": domains}


def _tell_ministry(case: Case, sites: list[dict], year: int, serial: int, password: Password, now: datetime) -> None:
    """Number, verifier and public fields; the serial too, so that a province restored from a backup gives none twice."""
    body = {
        "number": case.filing_number,
        "site_numbers": [site["number"] for site in sites],
        "serial": serial,
        "year": year,
        "verifier": password.verifier,
        "approved_on": localdate(now).isoformat(),
        "public": {"subject_name": case.subject_name, "nature": case.document["subject"]["nature"], "sites": sites},
    }
    exchange.send(
        receiver=MINISTRY,
        kind="filing.granted",
        key=case.application,
        round=case.round,
        revision=case.revision,
        body=body,
    )


def _tell_owner(case: Case, document: FilingDocument, password: Password) -> None:
    """Only the owner gets the password, by SMS and mail; it stands sealed in the notice until it is delivered."""
    principal = document.subject.principal
    sending.send(
        "application_granted",
        to=[principal.mobile, principal.email],
        params={"number": case.filing_number},
        secret={"password": password.text},
        event=f"granted:{case.application}",
        application=case.application,
    )
