"""Keeping a desk photo: evidence and record in one transaction, and the reasons a person gives for going on in spite of a doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beian import audit
from beian.evidence import store
from beian.people.models import User
from verification.photo import backdrops, reuse
from verification.photo.models import PhotoRecord
from verification.photo.verdicts import Check, Taken, Verdict

LONGEST_REASON = 200
FIELD, MOST_DOUBTS = "overrule-", 20
# Reasons are shown up the line in clear: no certificate or telephone number in them.
_NUMBER = re.compile(r"(?:[0-9][ -]?){10,}")


class PhotoRefused(Exception):
    """Why the photo cannot be kept, in words; `verdict` holds every check, `missing` the codes of doubts without a reason."""

    def __init__(self, text: str, verdict: Verdict | None = None, missing: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.verdict = verdict
        self.missing = tuple(missing)


def keep(
    *,
    taken: Taken,
    application: UUID,
    round: int,
    owner: int | None,
    overruled: Mapping[str, str],
    by: User,
    now: datetime,
    open_doubts: bool = False,
) -> PhotoRecord:
    """Store the photo with its record. PhotoRefused where a check fails, or a doubt has no reason and `open_doubts` does not allow that.

    A doubt left open is answered later by `settle`; until then `standing(…).unanswered` names it.
    """
    verdict = judged_here(taken.verdict, application=application, now=now)
    given = _accepted(verdict, overruled, by, open_doubts)
    evidence = store.keep(taken.prepared, application=application, owner=owner)
    record = PhotoRecord.objects.create(
        evidence=evidence.uuid,
        application=application,
        round=round,
        verdict=verdict.as_json(),
        overruled=given,
        backdrop=verdict.backdrop,
        background=verdict.background,
        taken_at=taken.prepared.checked.taken_at or now,
        taken_by=by,
    )
    after = {"application": str(application), "verdict": verdict.verdict, "overruled": given}
    audit.record(verb="photo.keep", subject=record, after=after)
    return record


def _accepted(verdict: Verdict, overruled: Mapping[str, str], by: User, open_doubts: bool) -> dict[str, dict[str, str]]:
    """The reasons to be kept; PhotoRefused for a fail, or a doubt without a reason that may not stay open."""
    if verdict.fails:
        raise PhotoRefused(_sentences(verdict.fails), verdict)
    given = _reasons(overruled, [check.code for check in verdict.doubts], by)
    missing = [check for check in verdict.doubts if check.code not in given]
    if missing and not open_doubts:
        raise PhotoRefused(_unanswered(missing), verdict, [check.code for check in missing])
    return given


def settle(*, record: PhotoRecord, overruled: Mapping[str, str], by: User, now: datetime) -> PhotoRecord:
    """Give the reasons for doubts that were left open; PhotoRefused where one is still missing."""
    record = PhotoRecord.objects.select_for_update().get(pk=record.pk)
    reasons = record.overruled | _reasons(overruled, [check["code"] for check in record.unanswered], by)
    missing = [check for check in record.unanswered if check["code"] not in reasons]
    if missing:
        words = _("请逐项写明为什么仍然采用这张照片，或者重新拍摄：%(labels)s。")
        codes = [check["code"] for check in missing]
        raise PhotoRefused(words % {"labels": _listed(check["label"] for check in missing)}, missing=codes)
    record.overruled = reasons
    record.save(update_fields=["overruled"])
    audit.record(verb="photo.settle", subject=record, after={"overruled": reasons})
    return record


def standing(application: UUID, round: int) -> PhotoRecord | None:
    """The photo that counts in this round: the latest one."""
    return PhotoRecord.objects.of(application, round).first()


def judged_here(verdict: Verdict, *, application: UUID, now: datetime) -> Verdict:
    """The verdict with what only this node knows: whose backdrop it is, and whether the background was seen before."""
    found = [backdrops.check(verdict, on=localdate(now)), reuse.check(verdict, application=application)]
    return verdict.with_checks(check for check in found if check is not None)


def _reasons(overruled: Mapping[str, str], codes: list[str], by: User) -> dict[str, dict[str, str]]:
    """code: {reason, by} for the doubts that have a reason; PhotoRefused for one that may not be kept."""
    given = {code: " ".join(overruled.get(code, "").replace("\x00", "").split()) for code in codes}
    for reason in given.values():
        _check_reason(reason)
    return {code: {"reason": reason, "by": by.name} for code, reason in given.items() if reason}


def _check_reason(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        raise PhotoRefused(_("理由最多 %(most)d 个字。") % {"most": LONGEST_REASON})
    if _NUMBER.search(reason):
        raise PhotoRefused(_("理由会随备案上报，请不要填写证件号码或电话号码。"))


def _unanswered(missing: list[Check]) -> str:
    words = _("照片有疑点，请逐项写明为什么仍然采用，或者重新拍摄：%(labels)s。")
    return words % {"labels": _listed(check.label for check in missing)}


def _listed(labels: Iterable[str]) -> str:
    return _("、").join(labels)


def _sentences(checks: Iterable[Check]) -> str:
    return "".join(check.text for check in checks)


def reasons(posted: Mapping[str, str]) -> dict[str, str]:
    """code: reason from the posted fields `overrule-<code>` that are filled in; no more of them than there can be checks."""
    named = [name for name in posted if name.startswith(FIELD)][:MOST_DOUBTS]
    given = {name.removeprefix(FIELD): str(posted[name]).strip() for name in named}
    return {code: reason for code, reason in given.items() if reason}
