"""The verbs of a case, the only writers of its state. The moves that the province makes are told along the route to the provider."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from beian import audit, exchange
from beian.evidence.manifest import adopt
from beian.filing import canonical, sealing, states
from beian.people import scope
from beian.people.models import Node, User
from beian.people.nodes import MINISTRY, code_of
from beian.reference import clocks
from province.cases.bodies import Reported
from province.cases.models import Case, CaseRound, Relation
from province.cases.permissions import (
    check_can_approve,
    check_can_claim,
    check_can_release,
    check_can_send_back,
    concerns,
)
from province.cases.records import Outcome, SecondLook

LEASE = timedelta(minutes=15)


def locked(case: Case) -> Case:
    """The record as it is now, held until the transaction ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


class AnotherProvider(ValueError):
    """A further round of an application that somebody else reported first."""


def take_in(*, report: Reported, application, round: int, revision: int, state: str, now: datetime) -> Case | None:
    """A reported application becomes a case, or its case begins the next round. None: a round that we hold already, or an older one."""
    case = Case.objects.select_for_update().filter(application=application).first()
    if case is not None and case.provider != report.provider.code:
        raise AnotherProvider(f"{application} is an application of provider {case.provider}")
    if case is not None and round <= case.round:
        return None
    if case is None:
        case = Case(application=application, state=state)
    else:
        _begin_round(case, state)
    _fill(case, report, round, revision, now)
    case.save()
    adopt(report.evidence, sender=f"provider:{report.provider.code}", application=case.application)
    _record(case, "case.take_in", {"state": case.state, "round": round})
    return case


def _begin_round(case: Case, state: str) -> None:
    """The next round of a returned case. Nothing of the last round's decision holds for it."""
    states.check_move(states.CASE, case.state, state)
    case.state = state
    case.leased_at = case.cleared_at = None
    case.decided_by = case.decided_at = None
    case.reasons = []


def _fill(case: Case, report: Reported, round: int, revision: int, now: datetime) -> None:
    node = scope.current().node
    document = sealing.read_open(report.document)
    wrapped = report.keys.get(node)
    case.kind, case.round, case.revision = report.kind, round, revision
    case.relation = Relation.SUBJECT if report.subject_province == code_of(node) else Relation.PROVIDER
    case.provider, case.provider_name = report.provider.code, report.provider.name
    case.provider_province, case.subject_province = report.provider.province, report.subject_province
    case.server_provinces = report.server_provinces
    case.document, case.sealed = report.document, sealing.block_of(report.sealed)
    case.wrapped_key = base64.b64decode(wrapped) if wrapped else None
    case.sheet = report.sheet.model_dump(mode="json")
    case.papers = [entry.id for entry in report.evidence]
    case.subject_name = document.subject.name or ""
    case.site_names = "、".join(site.name or "" for site in document.sites)
    case.reported_at = case.state_since = now
    case.due_on, case.overdue_since = _due(case, now), None


def keep_findings(*, case: Case, findings: list[dict]) -> None:
    """What the automatic check found stays with the round."""
    case.findings = findings
    case.save(update_fields=["findings"])


def move(
    *,
    case: Case,
    to: str,
    now: datetime,
    reasons: Iterable[dict] = (),
    revision: int | None = None,
    noted: dict | None = None,
) -> states.Move:
    """One legal move of a locked case; what is left of a reviewer's hold on it, or of a second look, ends with it.

    `noted` is what the record says beside the new state: the papers opened, who looked a second time.
    """
    legal = states.check_move(states.CASE, case.state, to)
    before = case.state
    case.state, case.state_since = to, now
    case.reasons = list(reasons)
    case.revision = case.revision + 1 if revision is None else revision
    case.due_on, case.overdue_since = _due(case, now), None
    case.claimed_by = case.claimed_until = None
    if case.second_look_since is not None:
        _overtake(case, now)
    case.save()
    if to == "returned":
        _keep_round(case, now)
    after = {"state": to, "round": case.round} | ({"reasons": case.reasons} if case.reasons else {}) | (noted or {})
    _record(case, legal.records, after, before={"state": before})
    return legal


def _overtake(case: Case, now: datetime) -> None:
    """Whatever decision still waited for a second person is of no account any more."""
    waiting = SecondLook.objects.filter(case=case, outcome=Outcome.WAITING)
    waiting.update(outcome=Outcome.OVERTAKEN, seen_at=now)
    case.second_look_since = None


def _keep_round(case: Case, now: datetime) -> None:
    """What came back, for the comparison with the next round."""
    CaseRound.objects.create(
        case=case,
        number=case.round,
        document=case.document,
        reasons=case.reasons,
        returned_by=case.decided_by.name if case.decided_by else "",
        reported_at=case.reported_at,
        returned_at=now,
    )


def tell(case: Case) -> None:
    """Tell the move just made along the route to the provider: at home directly and a copy to the ministry, else by way of it."""
    told = {"state": case.state, "reasons": case.reasons, "due": case.due_on, "by": _office()}
    receivers = [MINISTRY, f"provider:{case.provider}"] if _serves_provider(case) else [MINISTRY]
    for receiver in receivers:
        _send(case, receiver, "filing.moved", told)


def accept(*, case: Case, now: datetime) -> None:
    """The automatic check passed and the subject is ours: review begins, 20 working days (B15)."""
    move(case=case, to="under_review", now=now)
    tell(case)


def begin_assigned(*, case: Case, findings: list[dict], now: datetime) -> None:
    """A case from elsewhere comes checked and leased, so that its review begins on arrival; the provider is told."""
    case.leased_at, case.findings = now, findings
    case.revision += 1
    case.save(update_fields=["leased_at", "findings", "revision"])
    tell(case)


def note_lease(*, application: str, round: int, now: datetime) -> None:
    """The ministry holds domain and certificate for this round; the review may have begun before."""
    Case.objects.filter(application=application, round=round, leased_at=None).update(leased_at=now)


def clear(*, application: str, round: int, now: datetime) -> None:
    """The ministry found no conflict after the approval: the number may be given. Told twice, it holds once."""
    waiting = Case.objects.filter(application=application, round=round, state="approved", cleared_at=None)
    waiting.update(cleared_at=now)


def refuse(*, case: Case, reasons: list[dict], now: datetime) -> None:
    """The automatic check failed: back through the provider to the owner, with the reasons (B13)."""
    move(case=case, to="returned", now=now, reasons=reasons)
    tell(case)


def claim(*, case: Case, by: User, now: datetime) -> Case:
    """Take the case in hand for fifteen minutes; asking again prolongs it."""
    case = locked(case)
    check_can_claim(case=case, by=by, now=now)
    case.claimed_by, case.claimed_until = by, now + LEASE
    case.save(update_fields=["claimed_by", "claimed_until"])
    _record(case, "case.claim", {"until": case.claimed_until.isoformat()})
    return case


def release(*, case: Case, by: User, now: datetime) -> Case:
    """Give a case back before the fifteen minutes are over, so that somebody else may take it at once."""
    case = locked(case)
    check_can_release(case=case, by=by, now=now)
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["claimed_by", "claimed_until"])
    _record(case, "case.release", {})
    return case


def claim_next(*, by: User, now: datetime, second: bool = False) -> Case | None:
    """The most urgent case that nobody has in hand, to decide or (`second`) to look at after somebody else.

    Two reviewers never get the same one, and nobody one that concerns him or that he has decided himself.
    """
    cases = Case.objects.filter(node=by.node)
    waiting = cases.for_second_look().exclude(_decided_by(by)) if second else cases.to_decide()
    waiting = waiting.free(now).order_by("due_on", "id")
    own: list[int] = []
    while (case := waiting.exclude(pk__in=own).select_for_update(skip_locked=True, of=("self",)).first()) is not None:
        if not concerns(case=case, user=by):
            return claim(case=case, by=by, now=now)
        own.append(case.pk)
    return None


def _decided_by(user: User) -> Q:
    own = SecondLook.objects.filter(case=OuterRef("pk"), outcome=Outcome.WAITING, proposed_by=user)
    return Q(Exists(own))


def approve(
    *, case: Case, by: User, now: datetime, read: int | None = None, opened: Collection[UUID] | None = None
) -> Case:
    """The reviewer approves; the ministry now looks for conflicts, and only a clear answer leads to a number (B15, B16).

    `read` is the revision that the reviewer had before him; a case that has moved since is not decided unseen. `opened` are the papers
    that he has opened, where a page knows it: without every key paper it is refused.
    """
    case = locked(case)
    check_can_approve(case=case, by=by, now=now, read=read, opened=opened)
    case.decided_by, case.decided_at = by, now
    return carry_approval(case=case, now=now, noted=opened_papers(case, opened))


def carry_approval(*, case: Case, now: datetime, noted: dict | None = None) -> Case:
    """An approval of a locked case leaves the bureau; whoever calls has checked it and set who decided."""
    move(case=case, to="approved", now=now, noted=noted)
    digest = canonical.digest(case.document).hex()
    _send(case, MINISTRY, "filing.approved", {"document_digest": digest})
    tell(case)
    return case


def opened_papers(case: Case, opened: Collection[UUID] | None) -> dict:
    """The purposes of the papers opened, for the record; nothing where nobody kept count."""
    if opened is None:
        return {}
    return {"opened": list(case.evidence.filter(uuid__in=list(opened)).values_list("purpose", flat=True))}


def send_back(*, case: Case, by: User, reasons: list[dict], now: datetime, read: int | None = None) -> Case:
    """The reviewer returns it, naming item, code and remedy for each reason (P10 二(二)2)."""
    case = locked(case)
    check_can_send_back(case=case, by=by, now=now, reasons=reasons, read=read)
    case.decided_by, case.decided_at = by, now
    return carry_return(case=case, reasons=reasons, now=now)


def carry_return(*, case: Case, reasons: list[dict], now: datetime, noted: dict | None = None) -> Case:
    """A return of a locked case leaves the bureau; whoever calls has checked it and set who decided."""
    move(case=case, to="returned", now=now, reasons=reasons, noted=noted)
    tell(case)
    return case


def conflict(*, case: Case, conflicts: list[dict], now: datetime) -> None:
    """The ministry found a conflict: the case is returned with its kind, the issuing province and the next step (B16)."""
    reasons = [_reason(found) for found in conflicts]
    move(case=case, to="conflicted", now=now, reasons=reasons)
    tell(case)
    move(case=case, to="returned", now=now, reasons=reasons)
    tell(case)


def _reason(found: dict) -> dict:
    return {
        "item": str(found.get("item", "")),
        "code": str(found.get("kind", "")),
        "text": str(found.get("text", "")),
        "suggestion": str(found.get("next_step", "")),
        "article": "R18 图1",
    }


def follow(
    *,
    case: Case,
    to: str,
    reasons: Iterable[dict] = (),
    revision: int,
    due: date | None = None,
    number: str = "",
    now: datetime,
) -> None:
    """A move that another province made on a case that is only supervised here; `number` comes with the grant."""
    case.filing_number = number or case.filing_number
    move(case=case, to=to, now=now, reasons=reasons, revision=revision)
    case.due_on = due
    case.save(update_fields=["due_on"])


def _serves_provider(case: Case) -> bool:
    return case.provider_province == code_of(scope.current().node)


def _office() -> str:
    return Node.objects.get(name=scope.current().node).title


def _due(case: Case, now: datetime) -> date | None:
    limit = clocks.clock_of(case.kind, case.state)
    return clocks.due(limit, now) if limit else None


def _send(case: Case, receiver: str, kind: str, body: dict) -> None:
    exchange.send(
        receiver=receiver, kind=kind, key=case.application, round=case.round, revision=case.revision, body=body
    )


def _record(case: Case, verb: str, after: dict, before: dict | None = None) -> None:
    audit.record(verb=verb, subject=("application", case.application), before=before, after=after)
