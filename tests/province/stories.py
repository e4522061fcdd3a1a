"""A report as a provider sends it, for stories that begin at the province's door."""

from __future__ import annotations

import base64
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from beian import exchange
from beian import papers as papers_
from beian.demo import invented
from beian.evidence import store
from beian.evidence.checks import Checked
from beian.evidence.manifest import manifest
from beian.evidence.purposes import PDF
from beian.exchange import drain
from beian.exchange.relay import relay
from beian.filing import documents, paths, reasons, sealing
from beian.people import keys, scope
from beian.people.identity import uuid7
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from province.cases import granting, transitions
from province.cases.models import Case
from tests.beian.evidence import uploads
from tests.beian.filing.drafts import company
from tests.beian.papers.plain import paper as page_of
from verification.sheet import signing
from verification.sheet.models import VerificationSheet

PROVINCES = {"provider:p01": "11", "provider:p02": "33"}


def report(
    *,
    provider: str = "provider:p01",
    subject_province: str = "11",
    application: UUID | None = None,
    round: int = 1,
    revision: int = 4,
    number: int = 1,
    change=None,
    compared: list[str] | None = None,
    sheet: dict | None = None,
    sealed_for: list[str] | None = None,
    forged=None,
    papers: tuple[str, ...] = ("owner_certificate", "principal_certificate", "desk_photo"),
) -> UUID:
    """Send one `filing.reported` with real seals and real files. The application's uuid.

    `number` tells companies apart: each has its own certificate, domain and site; `change(data)` alters the document last.
    `sheet` replaces facts of the verification sheet, `sealed_for` the nodes that the papers' keys are wrapped for; `forged(body)` alters
    the report after everything has been signed.
    """
    application = application or uuid7()
    data = numbered(number)
    data["access"]["provider"] = provider.partition(":")[2]
    if subject_province == "33":
        data["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}
    if change:
        change(data)
    document = documents.load(data)
    key = sealing.new_key()
    sealed = sealing.seal(document, application=application, round=round, key=key)
    leaves = [path for path, _ in paths.leaves(documents.dump(document)) if path.startswith(("subject", "sites"))]
    with scope.enter(provider, Reach.STAFF, Actor.service("story")):
        entitled = ["ministry", f"province:{subject_province}"]
        files = [_file(purpose, application) for purpose in papers]
        body = {
            "kind": "new_filing",
            "provider": {"code": provider.partition(":")[2], "name": "服务商", "province": PROVINCES[provider]},
            "subject_province": subject_province,
            "server_provinces": data["access"]["server_provinces"],
            "document": sealed.open,
            "sealed": sealed.text,
            "keys": {node: _wrapped(node, key, application) for node in entitled},
            "evidence": manifest(files, for_nodes=sealed_for or [f"province:{subject_province}"]),
            "sheet": {
                "signed_by": "核验员",
                "signed_at": timezone.now(),
                "documents": ["居民身份证"],
                "compared": leaves if compared is None else compared,
                "corrections": [],
            }
            | (sheet or {}),
            "submitted_at": timezone.now(),
            "verified_at": timezone.now(),
        }
        body["sheet"] |= signed(body, application=application, round=round)
        if forged:
            forged(body)
        exchange.send(
            receiver=f"province:{PROVINCES[provider]}",
            kind="filing.reported",
            key=application,
            round=round,
            revision=revision,
            body=body,
        )
    relay(provider)  # the provider runs elsewhere in these stories and sends by itself
    return application


def signed(body: dict, *, application: UUID, round: int) -> dict:
    """Digest and signature of the body's sheet, by the node of the scope."""
    told = body["sheet"]
    sheet = VerificationSheet(application=application, round=round, signer=told["signed_by"])
    for name in ("signed_at", "documents", "compared", "corrections"):
        setattr(sheet, name, told[name])
    sheet.facts = told.get("facts") or {}
    if isinstance(sheet.signed_at, str):
        sheet.signed_at = datetime.fromisoformat(sheet.signed_at)
    digest = signing.digest_of(sheet, body["document"], sealing.block_of(body["sealed"]))
    return {"digest": digest, "signature": base64.b64encode(keys.sign(bytes.fromhex(digest))).decode()}


def numbered(number: int) -> dict:
    """The first company of the drafts, or another one like it."""
    data = company()
    if number > 1:
        domain = f"example{number}.cn"
        data["subject"]["name"] = f"北京第{number}科技有限公司"
        data["subject"]["certificate"]["number"] = invented.owner(str(number)).credit_code
        data["sites"][0] |= {"name": f"第{number}科技官网", "domains": [domain], "home_url": f"http://www.{domain}/"}
    return data


def approve(cast, application: UUID, node: str = "province:11", name: str = "") -> Case:
    """The reviewer approves."""
    reviewer = cast.person("province_reviewer", node, name)
    with cast.acting(reviewer):
        return transitions.approve(case=Case.objects.get(application=application), by=reviewer, now=timezone.now())


def send_back(cast, application: UUID, item: str = "sites.0.name", code: str = "site_name") -> Case:
    """The reviewer returns it for one reason."""
    reviewer = cast.person("province_reviewer", "province:11")
    with cast.acting(reviewer):
        case = Case.objects.get(application=application)
        given = [reasons.reason(item, code)]
        return transitions.send_back(case=case, by=reviewer, reasons=given, now=timezone.now())


def open_papers(client, application: UUID, node: str = "province:11") -> None:
    """Every paper of this round, opened in this person's browser."""
    with scope.enter(node, Reach.STAFF, Actor.service("story")):
        papers = list(Case.objects.get(application=application).evidence.values_list("uuid", flat=True))
    for paper in papers:
        assert client.get(node_url(node, "evidence_file", paper)).status_code == 200


def returned_once(cast, *, number: int = 1) -> UUID:
    """A case in its second round: returned for the site's name, which was then changed."""

    def renamed(data: dict) -> None:
        data["sites"][0]["name"] = "改过的科技官网"

    application = report(number=number)
    drain()
    send_back(cast, application)
    drain()
    report(application=application, number=number, round=2, revision=20, change=renamed)
    drain()
    return application


def sealed_paper(text: str = "核验单") -> bytes:
    """A PDF with the seal of the node of the scope."""
    return papers_.seal(page_of(text), reason=text, now=timezone.now())


def _file(purpose: str, application: UUID):
    if purpose in ("verification_sheet", "agreement"):
        return store.keep(store.seal(Checked(sealed_paper(), PDF), purpose), application=application)
    return store.store(uploads.picture(), purpose=purpose, application=application)


def _wrapped(node: str, key: bytes, application: UUID) -> str:
    return base64.b64encode(keys.wrap_for(node, key, f"application|{application}")).decode()


def case_of(application: UUID, node: str = "province:11") -> Case:
    with scope.enter(node, Reach.STAFF, Actor.service("story")):
        return Case.objects.select_related("decided_by").get(application=application)


def settle(*nodes: str, now: datetime | None = None) -> None:
    """Messages and grants until all is quiet."""
    while drain() + sum(
        granting.grant_waiting(node, now=now or timezone.now()) for node in nodes or ("province:11", "province:33")
    ):
        continue
