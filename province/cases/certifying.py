"""Making certificates of filing (B17): the grant asks for one, a worker makes, seals, keeps and sends it; a crash between leaves it asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localdate

from beian import audit, exchange, papers
from beian.evidence import store
from beian.evidence.checks import Checked
from beian.evidence.manifest import manifest
from beian.evidence.models import EvidenceFile
from beian.evidence.purposes import PDF
from beian.filing.canonical import canonical
from beian.filing.documents import FilingDocument
from beian.people import bell, keys, scope
from beian.people.nodes import MINISTRY, code_of
from beian.people.scope import Actor, Reach
from beian.reference import provinces
from beian.reference.tables import table
from province.cases.certificates import Certificate
from province.cases.models import Case
from province.cases.turns import in_turn
from province.register.models import Site, Subject

MAKER = Actor.service("cases.certify")
TASK = "certificates.make"
PURPOSE = "certificate"
SECONDS = 5
# What an A4 page holds; the public page lists whatever is left out.
MOST_SITES, MOST_DOMAINS = 12, 6
# Ever denser, until it fits on its page.
DENSITIES = (
    (MOST_SITES, MOST_DOMAINS, "roomy"),
    (20, 2, "dense"),
    (MOST_SITES, 3, "dense"),
    (6, 2, "dense"),
    (1, 1, "dense"),
)


class Asked(NamedTuple):
    """A certificate that waits: what it is to say, read in one transaction, so that it can be drawn outside any."""

    pk: int
    saying: dict[str, Any]
    address: str
    version: int


def ask(*, case: Case, saying: dict[str, Any], now: datetime) -> Certificate | None:
    """Ask for the certificate of a locked case, in the transaction of what it certifies. None: the newest one says the same already."""
    newest = Certificate.objects.filter(application=case.application).order_by("-version").first()
    content = _content(saying)
    if newest is not None and newest.content == content:
        return None
    asked = newest if newest is not None and newest.issued_at is None else _next_version(case, newest)
    asked.content, asked.asked_at = content, now
    asked.sealed = keys.encrypt(canonical(saying), asked.context)
    asked.save(update_fields=["content", "asked_at", "sealed"] if asked.pk else None)
    bell.ring(TASK, scope.current().node)
    return asked


def _next_version(case: Case, newest: Certificate | None) -> Certificate:
    version = newest.version + 1 if newest else 1
    return Certificate(application=case.application, number=case.filing_number, version=version)


def _content(saying: dict[str, Any]) -> str:
    """Keyed digest, hex: equal where two certificates would say the same."""
    return keys.digest("certificate", canonical(saying).decode()).hex()


def said(*, case: Case, document: FilingDocument, sites: list[dict[str, Any]], approved_on: date) -> dict[str, Any]:
    """What a certificate says: the public entry, and the owner's name in full, since it is made for him. `sites` as the register holds them."""
    return {
        "number": case.filing_number,
        "name": document.subject.name,
        "shown_name": case.subject_name,
        "nature": document.subject.nature,
        "approved_on": approved_on.isoformat(),
        "sites": sites,
    }


def said_of(case: Case) -> dict[str, Any]:
    """The same of a filing that stands in the register."""
    subject = Subject.objects.get(application=case.application)
    sites = [_site(site) for site in subject.sites.prefetch_related("domains").order_by("id")]
    return said(case=case, document=case.open_document(), sites=sites, approved_on=subject.approved_on)


def _site(site: Site) -> dict[str, Any]:
    return {
        "number": site.number,
        "name": site.name,
        "home_url": site.home_url,
        "domains": [each.domain for each in site.domains.all()],
        "addresses": site.addresses,
    }


def make_waiting(node: str, *, now: datetime) -> int:
    """Make what waits at the node, each in transactions of its own; how many were made. The sweep tries again what has failed."""
    return in_turn(
        node,
        lock="cases certificates",
        task=TASK,
        seconds=SECONDS,
        following=lambda failed: _next(node, failed),
        do=lambda certificate: _make(node, certificate, now),
        what="certificates could not be made",
    )


def _next(node: str, failed: Collection[int]) -> int | None:
    """The one that has waited longest, by its primary key; those that have just failed are left for the next time."""
    with scope.enter(node, Reach.STAFF, MAKER):
        waiting = Certificate.objects.waiting().exclude(pk__in=failed).order_by("id")
        return waiting.values_list("pk", flat=True).first()


def read(certificate: int) -> Asked:
    """What is to be drawn, in the node's scope."""
    row = Certificate.objects.get(pk=certificate)
    return Asked(row.pk, _said(row), address_of(row), row.version)


def _said(row: Certificate) -> dict[str, Any]:
    if row.sealed:
        return json.loads(keys.decrypt(bytes(row.sealed), row.context))
    return said_of(Case.objects.get(application=row.application))


def address_of(row: Certificate) -> str:
    """The public page on which anybody checks it; in its QR code."""
    return f"{settings.PUBLIC_ADDRESS}/query/certificate/{row.token}/"


def _make(node: str, certificate: int, now: datetime) -> bool:
    """Draw outside any transaction, then seal and keep. Whether this call made it."""
    with scope.enter(node, Reach.STAFF, MAKER):
        asked = read(certificate)
    pdf = draw(asked, bureau=provinces.bureau(code_of(node)), now=now)
    with scope.enter(node, Reach.STAFF, MAKER):
        return issue(certificate=asked.pk, saying=asked.saying, pdf=pdf, now=now) is not None


def draw(asked: Asked, *, bureau: str, now: datetime) -> bytes:
    """The certificate on exactly one A4 page, as PDF without a seal: always in Chinese, as the law speaks."""
    with translation.override(settings.LANGUAGE_CODE):
        data = _on_paper(asked, bureau, now)
    for sites, domains, density in DENSITIES[:-1]:
        try:
            return papers.render("certificate", _cut(data, sites, domains, density), pages=1, made_at=now)
        except papers.PaperRefused:
            continue
    return papers.render("certificate", _cut(data, *DENSITIES[-1]), pages=1, made_at=now)


def _on_paper(asked: Asked, bureau: str, now: datetime) -> dict[str, Any]:
    saying = asked.saying
    return saying | {
        "nature": table("owner_natures").name_of(str(saying["nature"]), settings.LANGUAGE_CODE),
        "approved_on": _day(saying["approved_on"]),
        "issued_on": _day(localdate(now).isoformat()),
        "bureau": bureau,
        "version": asked.version,
        "address": asked.address,
        "qr": papers.qr(asked.address),
    }


def _day(iso: str) -> str:
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"


def _cut(data: dict[str, Any], most_sites: int, most_domains: int, density: str) -> dict[str, Any]:
    """No more sites and domains than fit; how many are left out is said."""
    sites = [
        site
        | {
            "domains": [readable(domain) for domain in site["domains"][:most_domains]],
            "more_domains": max(len(site["domains"]) - most_domains, 0),
        }
        for site in data["sites"][:most_sites]
    ]
    more = max(len(data["sites"]) - most_sites, 0)
    return data | {"sites": sites, "more_sites": more, "density": density}


def readable(domain: str) -> str:
    """A domain as it is written and as it is resolved, where these differ."""
    try:
        written = domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain
    return domain if written == domain else f"{written}（{domain}）"


def issue(*, certificate: int, saying: dict[str, Any], pdf: bytes, now: datetime) -> Certificate | None:
    """Seal, keep and send a drawn certificate; the one before it is superseded. None: made meanwhile, or asked for anew with other words."""
    row = Certificate.objects.select_for_update().get(pk=certificate)
    if row.issued_at is not None or _said(row) != saying:
        return None
    sealed = papers.seal(pdf, reason="备案电子证书", now=now)
    file = store.keep(store.seal(Checked(sealed, PDF), PURPOSE), application=row.application)
    Certificate.objects.in_force().filter(application=row.application).update(superseded_at=now)
    row.issued_at, row.evidence, row.sealed = now, file.uuid, b""
    row.content, row.digest = _content(saying), hashlib.sha256(sealed).hexdigest()
    row.save(update_fields=["issued_at", "evidence", "content", "sealed", "digest"])
    _send(row, saying, file)
    after = {"number": row.number, "version": row.version, "digest": row.digest}
    audit.record(verb="case.certify", subject=("application", row.application), after=after)
    return row


def _send(row: Certificate, saying: dict[str, Any], file: EvidenceFile) -> None:
    """To the ministry, by which anybody may check it; it passes the document on toward the owner, for whose provider alone it is sealed."""
    case = Case.objects.get(application=row.application)
    shown = {name: saying[name] for name in ("nature", "approved_on", "sites")}
    body = {
        "number": row.number,
        "version": row.version,
        "token": row.token,
        "digest": row.digest,
        "issued_at": row.issued_at,
        "issuer": scope.current().node,
        "public": shown | {"subject_name": saying["shown_name"]},
        "evidence": manifest([file], for_nodes=[f"provider:{case.provider}"]),
    }
    exchange.send(
        receiver=MINISTRY,
        kind="certificate.issued",
        key=case.application,
        round=case.round,
        revision=case.revision,
        body=body,
    )
