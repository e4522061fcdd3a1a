"""Messages that a province takes. Older rounds and revisions than the one it holds change nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from beian import exchange
from beian.exchange import Message, handles
from beian.people import bell, scope
from beian.people.nodes import MINISTRY, code_of
from province.cases import bodies, checks, deadlines, endings, transitions
from province.cases.models import Case


class WrongOffice(ValueError):
    """A message that belongs to another province: it is parked and an officer looks at it."""


def check_from_ministry(message: Message) -> None:
    """Leases, clearances, conflicts, grants and assignments are the ministry's word: nobody else may say them."""
    if message.sender != MINISTRY:
        raise WrongOffice(f"{message.sender} has no say in {message.kind} of {message.key}")


def passed_on(message: Message, receiver: str, body: dict | None = None) -> None:
    """The same word one station further on, under the sender's round and revision."""
    exchange.send(
        receiver=receiver,
        kind=message.kind,
        key=message.key,
        round=message.round,
        revision=message.revision,
        body=message.body.model_dump(mode="json") if body is None else body,
    )


@handles("filing.reported", body=bodies.Reported)
def take_reported(messages: list[Message]) -> None:
    """A provider reports a verified application: check it automatically, then to the ministry; review begins at once at home."""
    for message in messages:
        _report(message, message.body)


def _report(message: Message, report: bodies.Reported) -> None:
    if message.sender != f"provider:{report.provider.code}" or not checks.routes_here(report, scope.current().node):
        raise WrongOffice(f"{message.sender} reported for {report.provider.code} of {report.provider.province}")
    now = timezone.now()
    case = _taken_in(message, report, "reported", now)
    if case is None:
        return
    found = checks.automatic(case, report)
    transitions.keep_findings(case=case, findings=[finding.as_dict() for finding in found])
    reasons = [_as_reason(finding) for finding in case.findings if finding["severity"] == "reject"]
    if reasons:
        return transitions.refuse(case=case, reasons=reasons, now=now)
    body = report.model_dump(mode="json") | {"province_checked_at": now.isoformat(), "findings": case.findings}
    exchange.send(
        receiver=MINISTRY, kind="filing.routed", key=message.key, round=case.round, revision=case.revision, body=body
    )
    if case.decides_here:
        transitions.accept(case=case, now=now)


def _as_reason(finding: dict) -> dict:
    return {key: finding[key] for key in ("item", "code", "text", "suggestion", "article")}


def _taken_in(message: Message, report: bodies.Reported, state: str, now) -> Case | None:
    return transitions.take_in(
        report=report,
        application=UUID(message.key),
        round=message.round,
        revision=message.revision,
        state=state,
        now=now,
    )


@handles("filing.assigned", body=bodies.Assigned)
def take_assigned(messages: list[Message]) -> None:
    """An application from elsewhere whose subject is ours, checked by its province and leased by the ministry (B14)."""
    for message in messages:
        check_from_ministry(message)
        if message.body.subject_province != code_of(scope.current().node):
            raise WrongOffice(f"{message.key} belongs to province {message.body.subject_province}")
        now = timezone.now()
        case = _taken_in(message, message.body, "under_review", now)
        if case is not None:
            checks.check_assigned(case, message.body)
            _begin(case, told=[finding.model_dump() for finding in message.body.findings], now=now)


def _begin(case: Case, told: list[dict], now: datetime) -> None:
    """Review begins on arrival; it ends at once where a personal item, masked for the province before us, breaks a rule."""
    own = [finding.as_dict() for finding in checks.unseen(case)]
    transitions.begin_assigned(case=case, findings=told + own, now=now)
    reasons = [_as_reason(finding) for finding in own if finding["severity"] == "reject"]
    if reasons:
        transitions.refuse(case=case, reasons=reasons, now=now)


@handles("filing.leased", body=bodies.Nothing)
def take_leased(messages: list[Message]) -> None:
    """The ministry holds domain and certificate for these applications: granting may follow an approval."""
    for message in messages:
        check_from_ministry(message)
        transitions.note_lease(application=message.key, round=message.round, now=timezone.now())


@handles("filing.cleared", body=bodies.Nothing)
def take_cleared(messages: list[Message]) -> None:
    """No conflict: the number can be given out. Its password is made outside this transaction, so the grant is rung for."""
    for message in messages:
        check_from_ministry(message)
        transitions.clear(application=message.key, round=message.round, now=timezone.now())
    bell.ring("cases.grant", scope.current().node)


@handles("filing.conflicted", body=bodies.Conflicted)
def take_conflicted(messages: list[Message]) -> None:
    """A conflict, at the lease or after the approval: the case ends here for this round, and the provider is told why."""
    for message in messages:
        check_from_ministry(message)
        case = _current(message)
        if case is not None and case.state in ("reported", "under_review", "approved"):
            transitions.conflict(case=case, conflicts=message.body.conflicts, now=timezone.now())


@handles("filing.moved", body=bodies.Moved)
def take_moved(messages: list[Message]) -> None:
    """The deciding province moved an application of a provider of ours: follow, and pass it on to the provider."""
    for message in messages:
        if message.sender != MINISTRY:
            endings.take(message=message)
            continue
        case = _current(message)
        if case is None or message.revision <= case.revision or case.decides_here:
            continue
        body = message.body
        transitions.follow(
            case=case, to=body.state, reasons=body.reasons, revision=message.revision, due=body.due, now=timezone.now()
        )
        passed_on(message, f"provider:{case.provider}")


@handles("filing.due", body=bodies.Due)
def take_due(messages: list[Message]) -> None:
    """Whoever holds the pen counted a due date anew: show the same, and pass it on."""
    deadlines.take(messages, timezone.now())


@handles("filing.granted", body=bodies.Granted)
def take_granted(messages: list[Message]) -> None:
    """The ministry has registered the grant: the provider's province learns number and verifier, the provider number and result (B17)."""
    for message in messages:
        check_from_ministry(message)
        case = _current(message)
        if case is None:
            continue
        if not case.decides_here:
            body, now = message.body, timezone.now()
            transitions.follow(case=case, to="granted", revision=message.revision, number=body.number, now=now)
        told = message.body.model_dump(mode="json", exclude={"verifier"})
        passed_on(message, f"provider:{case.provider}", told)


def _current(message: Message) -> Case | None:
    """The locked case of this message, if it still speaks of the round that is here."""
    return Case.objects.select_for_update().filter(application=message.key, round=message.round).first()
