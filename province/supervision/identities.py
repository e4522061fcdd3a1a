"""Resident-ID numbers that the ministry's check found wrong in filings of ours (M4): what is told, the list, and what came of each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from beian import audit
from beian.exchange import Message, handles
from beian.filing.rules.sentences import sentence_of
from beian.people.models import User
from beian.people.nodes import MINISTRY
from beian.reference.dates import Moment
from province.cases.models import Case
from province.supervision.inspections import IdentityMismatch
from verification.sources import results

SOURCE, UNASKED = "resident_id", "identity.unasked"
Short = Annotated[str, Field(max_length=200)]


class NotTheMinistry(ValueError):
    """A word that only the ministry may say: parked, and an officer looks at it."""


class Settled(ValueError):
    """It cannot be settled (again); str() is the sentence for the officer."""


class Finding(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    code: Annotated[str, Field(max_length=64)]
    text: Annotated[str, Field(max_length=500)]


class Mismatch(BaseModel):
    """One number: where it stands, masked, and what is wrong with it; `kind` unknown: the source knows no such number."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    item: Short
    masked: Short
    kind: Literal["mismatch", "unknown"]
    findings: Annotated[list[Finding], Field(max_length=20)] = []
    codes: Annotated[list[Annotated[str, Field(max_length=32)]], Field(max_length=8)] = []
    provider: Annotated[str, Field(pattern=r"\A[a-z0-9]{1,32}\z")]
    provider_name: Short
    found_at: Moment


@handles("identity.mismatch", body=Mismatch)
def take_mismatches(messages: list[Message]) -> None:
    """Put them on the list; what is on it already stays as it is."""
    for message in messages:
        if message.sender != MINISTRY:
            raise NotTheMinistry(f"{message.sender} tells of a number in {message.key}")
    cases = dict(Case.objects.filter(application__in={m.key for m in messages}).values_list("application", "id"))
    now = timezone.now()
    IdentityMismatch.objects.bulk_create(
        [_row(message, cases.get(UUID(message.key)), now) for message in messages], ignore_conflicts=True
    )


def _row(message: Message, case: int | None, now: datetime) -> IdentityMismatch:
    """`codes` are the source's, or those of our rules: what breaks a rule is put to no source."""
    body = message.body
    return IdentityMismatch(
        application=UUID(message.key),
        round=message.round,
        item=body.item,
        masked=body.masked,
        kind=body.kind,
        words="；".join(finding.text for finding in body.findings),
        codes=list(body.codes) or [finding.code for finding in body.findings],
        case_id=case,
        provider=body.provider,
        provider_name=body.provider_name,
        found_at=body.found_at,
        told_at=now,
    )


def _of_rule(code: str) -> str | None:
    """What one of our rules says; None for a code that is none of theirs."""
    return _("号码没有对应的姓名，无法向信息源查询") if code == UNASKED else sentence_of(code)


def said(row: IdentityMismatch) -> str:
    """What is wrong, in the reader's words: our rules' sentences by their codes, and as the ministry told them where a code is not known here."""
    if row.words:
        sentences = [_of_rule(code) for code in row.codes]
        return _("；").join(filter(None, sentences)) if sentences and all(sentences) else row.words
    if row.kind == "unknown":
        return _("居民身份证信息源查无此号")
    return results.words_of(SOURCE, row.codes) or _("与居民身份证信息源的登记不一致")


def settle(*, mismatch: IdentityMismatch, note: str, by: User, now: datetime) -> IdentityMismatch:
    """A person has looked into it, and says what came of it."""
    mismatch = IdentityMismatch.objects.select_for_update().get(pk=mismatch.pk)
    if mismatch.settled_at is not None:
        raise Settled(_("这一条已经处理。"))
    mismatch.settled_by, mismatch.settled_at, mismatch.note = by, now, note
    mismatch.save(update_fields=["settled_by", "settled_at", "note"])
    after = {"item": mismatch.item, "note": note}
    audit.record(verb="identity.settle", subject=("application", mismatch.application), after=after)
    return mismatch
