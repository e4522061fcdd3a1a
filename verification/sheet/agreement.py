"""The agreement on information security with the undertaking of truthfulness: signed at the desk by whom the plan allows (P10 一1(3), 三(一)3)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from beian import audit, papers
from beian.evidence.models import EvidenceFile
from beian.filing import canonical, documents, sealing
from beian.filing.documents import FilingDocument
from beian.filing.identifiers import Invalid, clean_text
from beian.people import keys
from beian.people.models import User
from verification.sheet import contents, paper
from verification.sheet.models import CAPACITIES, Agreement, number_of
from verification.sheet.wording import AGREEMENT, Wording, wording

PURPOSE = "agreement"
LONGEST_NAME = 64
# What the plan prescribes for the contract, word for word (P10 三(一)3): no edition changes it.
TRUTH = (
    "依据《非经营性互联网备案管理办法》第二十三条规定，如备案信息不真实，将关闭网站并注销备案。"
    "请您承诺并确认：您提交的所有备案信息真实有效，当您的备案信息发生变化时请及时到备案系统中提交更新信息，"
    "如因未及时更新而导致备案信息不准确，我公司有权依法对接入网站进行关闭处理。"
)


class AgreementRefused(Exception):
    """Why the agreement cannot be signed so, in words."""


class Capacity(NamedTuple):
    """One way in which this filing's agreement may be signed: the name proposed, and whether an authorisation must be kept."""

    code: str
    label: str | Promise
    signer: str
    needs_authorisation: bool


def capacities(document: FilingDocument) -> list[Capacity]:
    """Who may sign: a person for himself; a unit by its legal representative or by somebody authorised (P10 一1(3))."""
    labels = dict(CAPACITIES)
    if document.of_person:
        return [Capacity("person", labels["person"], document.subject.name or "", False)]
    principal = document.subject.principal.name or ""
    sites = (site.principal.name for site in document.sites if site.principal.name)
    delegated = next((name for name in sites if name != principal), principal)
    return [
        Capacity("legal_representative", labels["legal_representative"], principal, False),
        Capacity("authorised", labels["authorised"], delegated, True),
    ]


def of(application: UUID, round: int) -> Agreement | None:
    """The agreement of this round, where one was signed."""
    return Agreement.objects.filter(application=application, round=round).first()


def sign(
    *,
    application: UUID,
    round: int,
    document: FilingDocument,
    capacity: str,
    signer: str,
    authorisation: UUID | None,
    owner: int | None,
    by: User,
    now: datetime,
) -> Agreement:
    """Sign it: the PDF is sealed and kept, and it alone has the name in full. AgreementRefused says what is missing.

    `document` is the filing in clear; `authorisation` an evidence of this application. Whoever calls holds the application's lock.
    """
    asked = _asked(document, capacity)
    name = _name(document, asked, signer)
    authorisation = _authorisation(application, authorisation) if asked.needs_authorisation else None
    if of(application, round) is not None:
        raise AgreementRefused(_("这一轮核验的协议书已经签署。"))
    words = wording(AGREEMENT, on=timezone.localdate(now))
    signed = Agreement(
        application=application,
        round=round,
        capacity=asked.code,
        signer_masked=sealing.mask("subject.principal.name", name) or sealing.HIDDEN,
        authorisation=authorisation,
        form=words.edition,
        signed_at=now,
        by=by,
    )
    signed.digest = _digest(signed, name, words, document)
    signed.signature = keys.sign(bytes.fromhex(signed.digest))
    pdf = papers.seal(made(signed, name=name, document=document, words=words), reason=words.say("title"), now=now)
    signed.paper = paper.kept(pdf, purpose=PURPOSE, application=application, owner=owner)
    signed.save(force_insert=True)
    after = {"round": round, "capacity": asked.code, "digest": signed.digest}
    audit.record(verb="agreement.sign", subject=("application", application), owner=owner, after=after)
    return signed


def _asked(document: FilingDocument, capacity: str) -> Capacity:
    allowed = capacities(document)
    found = next((one for one in allowed if one.code == capacity), None)
    if found is None:
        labels = "、".join(str(one.label) for one in allowed)
        raise AgreementRefused(_("这份协议书只能由%(people)s签署。") % {"people": labels})
    return found


def _name(document: FilingDocument, asked: Capacity, signer: str) -> str:
    """The signer's name; a person signs for nobody but himself."""
    try:
        name = " ".join(clean_text(signer).split())
    except Invalid as error:
        raise AgreementRefused(_("签署人姓名含有看不见或无法使用的字符，请重新填写。")) from error
    if not name:
        raise AgreementRefused(_("请填写签署人姓名。"))
    if len(name) > LONGEST_NAME:
        raise AgreementRefused(_("签署人姓名最多 %(most)d 个字。") % {"most": LONGEST_NAME})
    if document.of_person and name != document.subject.name:
        raise AgreementRefused(_("个人网站的协议书必须由主办者本人签署，姓名应与备案信息一致。"))
    return name


def _authorisation(application: UUID, authorisation: UUID | None) -> UUID:
    """The authorisation, kept for this very application."""
    kept = EvidenceFile.objects.of(application).filter(purpose="authorisation", complete=True)
    if authorisation is None or not kept.filter(uuid=authorisation).exists():
        raise AgreementRefused(_("受委托人签署时必须留存授权书：请先在材料中上传授权书，再签署协议书。"))
    return authorisation


def _digest(signed: Agreement, name: str, words: Wording, document: FilingDocument) -> str:
    """SHA-256 over what was signed, 64 hex digits; the name goes in by its keyed digest."""
    facts = {
        "application": str(signed.application),
        "round": signed.round,
        "capacity": signed.capacity,
        "signer": keys.digest("agreement", name).hex(),
        "authorisation": str(signed.authorisation) if signed.authorisation else "",
        "document": keys.digest("agreement", canonical.canonical(documents.dump(document)).decode()).hex(),
        "words": words.texts | {"truth": TRUTH},
        "form": signed.form,
        "signed_at": signed.signed_at.isoformat(),
        "by": signed.by.name,
    }
    return canonical.digest(facts).hex()


def made(signed: Agreement, *, name: str, document: FilingDocument, words: Wording, draft: bool = False) -> bytes:
    """The agreement on A4, not yet sealed: one side, more where the centre's edition says more."""
    number = number_of(signed.signed_at, signed.digest) if signed.digest else ""
    data = {
        "draft": draft,
        "words": words.for_template(),
        "form": words.edition,
        "number": number or "—",
        "digest": signed.digest or "—",
        "qr": papers.qr(paper.address_of(number) if number else "未签署"),
        "address": paper.address_of(number) if number else "",
        "owner": document.subject.name or "",
        "provider": paper.office(),
        "of_owner": [text for _step, text in words.under("owner")],
        "of_provider": [text for _step, text in words.under("provider")],
        "truth": TRUTH,
        "signer": name,
        "capacity": contents.CAPACITY_WORDS[signed.capacity],
        "signed_at": "—" if draft else contents.moment(signed.signed_at),
        "witness": signed.by.name,
    }
    return papers.render("agreement", data, made_at=signed.signed_at)
