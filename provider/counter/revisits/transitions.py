"""The verbs of revisits. Each locks, asks leave, writes, records, tells, and returns.

A refusal to update is told in two steps: the owner is warned with a date; after it the access is stopped, and the provinces are told along
the way of every report (R12(4), C8). Whoever updates after all has his access back, and they are told that too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit, exchange
from beian.notices.sending import send
from beian.people import scope
from beian.people.models import Node, User
from beian.people.nodes import code_of, province_node
from provider.applications import notes
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.applications.transitions import locked
from provider.counter.appointments.telling import day_words
from provider.counter.revisits import drawing, permissions
from provider.counter.revisits.models import WAITING, Attempt, Plan, Revisit, State
from provider.hosting.models import AccessStop
from provider.hosting.transitions import resume_access, stop_access


def plan(*, values: Mapping[str, Any], by: User, now: datetime) -> Plan:
    """Draw the filings of a new plan and spread them over its months. `values` as the form has them: title, first, months, share,
    owner_kind, granted_before, unseen_since, seed, quota."""
    _one_at_a_time()
    if Plan.objects.filter(title=values["title"]).exists():
        raise Refused(_("已有同名的回访计划，请换一个名称。"))
    drawn, eligible = drawing.draw(drawing.eligible(values), seed=values["seed"], share=values["share"])
    drawing.check_fits(len(drawn), months=values["months"], quota=values["quota"])
    first = values["first"].replace(day=1)
    fields = dict(values) | {"first": first}
    made = Plan.objects.create(**fields, eligible=eligible, drawn=len(drawn), made_by=by, made_at=now)
    Revisit.objects.bulk_create(
        (
            Revisit(
                plan=made,
                application_id=pk,
                position=position,
                month=drawing.month_of(position, first=first, quota=made.quota),
                state_since=now,
            )
            for position, pk in enumerate(drawn, 1)
        ),
        batch_size=1000,
    )
    audit.record(verb="revisit.plan", subject=("plan", made.pk), after=_facts(made))
    return made


def _one_at_a_time() -> None:
    """Two plans made at once would draw the same filings."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('revisit_plan' || %s, 0))", [scope.current().node]
        )


def _facts(made: Plan) -> dict[str, Any]:
    shown = {"title": made.title, "seed": made.seed, "share": made.share, "quota": made.quota, "months": made.months}
    return shown | {"first": made.first.isoformat(), "eligible": made.eligible, "drawn": made.drawn}


def note(
    *, revisit: Revisit, how: str, result: str, note: str, due_on: date | None, by: User, now: datetime
) -> Revisit:
    """What a contact gave. A promise and a refusal carry the date by which the owner updates; he is told it by text.

    An update that comes after the access was stopped gives it back.
    """
    revisit = _held(revisit)
    permissions.check_can_note(revisit, result)
    permissions.check_due(result, due_on, now=now)
    Attempt.objects.create(revisit=revisit, how=how, result=result, note=note, by=by, at=now)
    before = revisit.state
    if result != State.UNREACHABLE or before in WAITING:
        _enter(revisit, State(result), due_on, now)
    _record(revisit, "revisit.note", {"revisit_state": before}, {"revisit_state": revisit.state, "how": how})
    _consequences(revisit, before, State(result), by, now)
    return revisit


def _enter(revisit: Revisit, state: State, due_on: date | None, now: datetime) -> None:
    revisit.state, revisit.state_since = state, now
    if state in (State.PROMISED, State.REFUSED):
        revisit.due_on = due_on
    if state == State.REFUSED:
        revisit.refused_at = now
    if not revisit.first_result or revisit.first_result == State.UNREACHABLE and state != State.UNREACHABLE:
        revisit.first_result, revisit.first_result_at = state, now
    revisit.save(update_fields=["state", "state_since", "due_on", "refused_at", "first_result", "first_result_at"])


def _consequences(revisit: Revisit, before: str, result: State, by: User, now: datetime) -> None:
    match result:
        case State.PROMISED:
            _tell_owner(revisit, "update_promised", revisit.due_on)
        case State.REFUSED:
            _tell_owner(revisit, "update_warning", revisit.due_on)
        case State.UPDATED if before == State.STOPPED:
            stopped = resume_access(application=revisit.application, by=by, now=now)
            _tell_owner(revisit, "access_resumed")
            _tell_province(revisit, stopped, now)


def stop(*, revisit: Revisit, by: User, now: datetime) -> Revisit:
    """The date of the warning has passed: the access is stopped, the owner told, and the subject's province by way of ours."""
    revisit = _held(revisit)
    if revisit.state == State.STOPPED:
        return revisit
    permissions.check_can_stop(revisit, now=now)
    stopped = stop_access(application=revisit.application, reason="refused_update", by=by, now=now)
    revisit.state, revisit.state_since = State.STOPPED, now
    revisit.save(update_fields=["state", "state_since"])
    _record(revisit, "revisit.stop", {"revisit_state": "refused"}, {"revisit_state": "stopped"})
    _tell_owner(revisit, "access_stopped")
    _tell_province(revisit, stopped, now)
    return revisit


def _held(revisit: Revisit) -> Revisit:
    """The revisit as it is now, behind its application's lock."""
    application = locked(Application(pk=revisit.application_id))
    found = Revisit.objects.select_for_update().get(pk=revisit.pk)
    found.application = application
    return found


def _tell_owner(revisit: Revisit, template: str, day: date | None = None) -> None:
    application = revisit.application
    params = {"number": application.filing_number} | ({"day": day_words(day)} if day else {})
    send(
        template,
        to=notes.recipients(application),
        params=params,
        event=f"revisit:{revisit.pk}:{revisit.attempts.count()}",
        application=application.uuid,
    )


def _tell_province(revisit: Revisit, stopped: AccessStop, now: datetime) -> None:
    """To the provider's own province, which passes it on to the subject's (flows.md §2). Nothing personal: a person's name is masked."""
    application, own = revisit.application, Node.objects.get(name=scope.current().node)
    stops = AccessStop.objects.filter(application=application).count()
    lifted = stopped.lifted_at is not None
    exchange.send(
        receiver=province_node(own.province),
        kind="revisit.refused",
        key=str(application.uuid),
        revision=stops * 2 if lifted else stops * 2 - 1,
        body={
            "state": "resumed" if lifted else "stopped",
            "number": application.filing_number,
            "subject_name": application.document.get("subject", {}).get("name") or "",
            "subject_province": application.subject_province,
            "provider": {"code": code_of(own.name), "name": own.title, "province": own.province},
            "refused_on": _day(revisit.refused_at),
            "due_on": revisit.due_on.isoformat() if revisit.due_on else None,
            "stopped_on": _day(stopped.stopped_at),
            "resumed_on": _day(stopped.lifted_at) if lifted else None,
        },
    )


def _day(moment: datetime | None) -> str:
    assert moment is not None
    return timezone.localdate(moment).isoformat()


def _record(revisit: Revisit, verb: str, before: dict, after: dict) -> None:
    application = revisit.application
    facts = after | {"revisit": revisit.pk}
    audit.record(
        verb=verb, subject=("application", application.uuid), owner=application.owner_id, before=before, after=facts
    )
