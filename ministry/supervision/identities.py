"""Every resident-ID number in new filings is checked in full (M4, P10 二(二)3(1)): by our rules, and with the body that knows it.

Reports are noted as they arrive, opened in batches, asked about through verification.sources, and read again when that has answered. Each
step may be repeated and changes nothing the second time. What is kept of a number is its masked form and a keyed digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from beian import audit
from beian.exchange import Outgoing, Rejection, on_rejected, send_many
from beian.filing import rules, sealing
from beian.filing.documents import Certificate, FilingDocument, Principal
from beian.filing.identifiers.masks import mask_number
from beian.filing.rules.sentences import sentence_of
from beian.people import keys
from beian.people.nodes import province_node
from ministry.register import arrivals
from ministry.register.models import Passage
from ministry.supervision.centre_models import IdentityCheck, IdentityReport
from verification import sources
from verification.sources import adapters
from verification.sources.asking import digest_of

SOURCE = "resident_id"
ASKED_BY = "备案中心"
BATCH = 200  # reports opened in one transaction
UNASKED = {"code": "identity.unasked", "text": "号码没有对应的姓名，无法向信息源查询"}
URGENCY = {"match": 2, "mismatch": 0, "unknown": 0, "waiting": 1, "unavailable": 1}

_NOTE = """
INSERT INTO ministry_identityreport (application, round, province, provider, provider_name, reported_at, month, numbers, unread)
SELECT passage.application, passage.round, passage.subject_province, passage.provider, passage.provider_name, passage.reported_at,
       date_trunc('month', passage.reported_at AT TIME ZONE 'Asia/Shanghai')::date, 0, ''
FROM ministry_passage passage
WHERE passage.node = current_setting('beian.node') AND (%(all)s OR passage.application = ANY(%(some)s)) AND NOT EXISTS (
    SELECT FROM ministry_identityreport known WHERE known.node = passage.node
    AND known.application = passage.application AND known.round = passage.round)
ORDER BY passage.id ON CONFLICT DO NOTHING
"""
# What the source has said since, of every number that is still open: one statement.
_READ = """
UPDATE ministry_identitycheck kept SET state = said.state, codes = said.words, checked_at = coalesce(said.answered_at, %(now)s),
    urgency = CASE said.state WHEN 'match' THEN 2 WHEN 'unavailable' THEN 1 ELSE 0 END
FROM verification_sourcecheck said
WHERE kept.node = current_setting('beian.node') AND kept.state IN ('waiting', 'unavailable') AND kept.digest <> ''
  AND said.node = kept.node AND said.application = kept.application AND said.round = kept.round
  AND said.source = 'resident_id' AND said.digest = kept.digest
  AND said.state <> 'asked' AND said.state <> kept.state
"""


class Held(NamedTuple):
    """A resident-ID number where it stands in a document."""

    stem: str
    name: str | None
    certificate: Certificate

    @property
    def item(self) -> str:
        return f"{self.stem}.certificate.number"


def note(applications: Sequence[UUID]) -> int:
    """Put these reports on the list of what is to be looked at; how many were new to it. In the transaction that takes them in."""
    return _note({"all": False, "some": list(applications)})


def note_all() -> int:
    """The same for whatever is here and was never noted: reports from before there was a list."""
    return _note({"all": True, "some": []})


def _note(which: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, which)
        return cursor.rowcount


def open_waiting(*, now: datetime) -> int:
    """Take the numbers out of the next reports, look at them by our rules, and ask the source; how many reports were dealt with.

    Several workers share the work: each takes rows that no other has.
    """
    waiting = IdentityReport.objects.filter(opened_at=None, unread="").order_by("id")
    reports = list(waiting.select_for_update(skip_locked=True)[:BATCH])
    passages = {
        row.application: row for row in Passage.objects.filter(application__in=[r.application for r in reports])
    }
    for report in reports:
        _open(report, passages.get(report.application), now)
    IdentityReport.objects.bulk_update(reports, ["opened_at", "unread", "numbers"])
    return len(reports)


def _open(report: IdentityReport, passage: Passage | None, now: datetime) -> None:
    """One report: its checks are made, or it says why they never will be."""
    if passage is None or passage.round != report.round:
        report.unread = "superseded"
        return
    try:
        document = arrivals.opened(passage)
    except sealing.Disposed:
        report.unread = "disposed"
        return
    except (sealing.SealBroken, keys.Unreadable):
        report.unread = "unreadable"
        return
    made = _checks(report, document, now)
    report.opened_at, report.numbers = now, len(made)
    IdentityCheck.objects.bulk_create(made, ignore_conflicts=True)
    _log(report, made)
    if any(check.digest for check in made):
        part = residents(document)
        sources.ask(application=report.application, round=report.round, document=part, by=ASKED_BY, now=now)


def _log(report: IdentityReport, made: Sequence[IdentityCheck]) -> None:
    """Who opened which personal items, and why (Q2); no value of theirs."""
    if made:
        after = {"reason": "identity_check", "items": [check.item for check in made]}
        audit.record(verb="identity.open", subject=("application", report.application), after=after)


def _checks(report: IdentityReport, document: FilingDocument, now: datetime) -> list[IdentityCheck]:
    digests = _digests(report.application, document)
    return [_check(report, held, digests.get(held.item, ""), now) for held in numbers(document)]


def _check(report: IdentityReport, held: Held, digest: str, now: datetime) -> IdentityCheck:
    """A number that breaks our rules is wrong whatever a source says, and nobody is asked about it."""
    found = wrong(held) or ([] if digest else [UNASKED])
    state = "mismatch" if found else "waiting"
    names = ("application", "round", "province", "provider", "provider_name", "reported_at", "month")
    return IdentityCheck(
        **{name: getattr(report, name) for name in names},
        item=held.item,
        masked=mask_number(held.certificate.number or ""),
        digest="" if found else digest,
        findings=found,
        state=state,
        urgency=URGENCY[state],
        checked_at=now if state == "mismatch" else None,
    )


def wrong(held: Held) -> list[dict[str, str]]:
    """What our rules find in the number: length, region, birth date, check digit. Code and text, without the number."""
    number = rules.normal(held.item, held.certificate.number or "")
    found = rules.check_field(held.item, number, {"certificate_type": held.certificate.type})
    return [{"code": finding.code, "text": str(finding.text)} for finding in found if finding.rejects]


def said_of(finding: dict[str, str]) -> str:
    """What a kept finding says, in the reader's language; as it was kept where no rule has its code any more."""
    if finding["code"] == UNASKED["code"]:
        return _("号码没有对应的姓名，无法向信息源查询")
    return sentence_of(finding["code"]) or finding["text"]


def numbers(document: FilingDocument) -> Iterator[Held]:
    """Every resident-ID number of the document, where it stands."""
    for stem, name, certificate in adapters.papers(document):
        if certificate.number and _of_resident(certificate):
            yield Held(stem, name, certificate)


def _of_resident(certificate: Certificate) -> bool:
    asked = adapters.data()["certificates"].get(str(certificate.type))
    return asked is not None and asked["source"] == SOURCE


def _digests(application: UUID, document: FilingDocument) -> dict[str, str]:
    """Item → the digest of its question, for every number that can be asked about."""
    asked = adapters.SOURCES[SOURCE].questions(document)
    return {question.item: digest_of(application, question) for question in asked}


def residents(document: FilingDocument) -> FilingDocument:
    """The document with nothing but residents' names and numbers in it: what this check asks about, and no more."""
    subject, owner = document.subject, document.subject.certificate
    kept = owner if _of_resident(owner) else type(owner)()
    part = subject.model_copy(update={"certificate": kept, "principal": _alone(subject.principal)})
    sites = [site.model_copy(update={"domains": [], "principal": _alone(site.principal)}) for site in document.sites]
    return document.model_copy(update={"subject": part, "sites": sites})


def _alone(person: Principal) -> Principal:
    certificate = person.certificate if _of_resident(person.certificate) else Certificate()
    return Principal(name=person.name, certificate=certificate)


def read_answers(*, now: datetime) -> int:
    """Take over what the source has answered; how many numbers changed."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"now": now})
        return cursor.rowcount


def tell(*, now: datetime) -> int:
    """Tell the subjects' provinces of numbers that are wrong or unknown; how many. Each is told once."""
    untold = IdentityCheck.objects.filter(urgency=0, told_at=None).order_by("id")
    found = list(untold.select_for_update(skip_locked=True)[: 10 * BATCH])
    send_many(_told(check) for check in found)
    IdentityCheck.objects.filter(pk__in=[check.pk for check in found]).update(told_at=now)
    return len(found)


def _told(check: IdentityCheck) -> Outgoing:
    body = {
        "item": check.item,
        "masked": check.masked,
        "kind": check.state,
        "findings": check.findings,
        "codes": check.codes,
        "provider": check.provider,
        "provider_name": check.provider_name,
        "found_at": check.checked_at,
    }
    receiver = province_node(check.province)
    return Outgoing(receiver, "identity.mismatch", str(check.application), body, check.round, check.pk)


def work(*, now: datetime) -> int:
    """All of it once; how many reports, answers and words there were. Whoever is rung calls it until nothing is left."""
    return open_waiting(now=now) + read_answers(now=now) + tell(now=now)


@on_rejected("identity.mismatch")
def not_heard(rejection: Rejection) -> None:
    """The bureau would not take it: the record says why, and the list here still shows it."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="identity.not_heard", subject=("application", rejection.message.key), after=told)
