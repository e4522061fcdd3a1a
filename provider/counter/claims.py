"""Having an application in hand: fifteen minutes at a time, so that no two clerks precheck the same one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, F, Q, TextField, When
from django.utils.translation import gettext as _

from beian import audit
from beian.pages.errors import Conflict
from beian.pages.words import moment
from beian.people.models import User
from beian.people.nodes import here
from provider.applications.models import Application, ApplicationQuerySet
from provider.applications.transitions import locked

LEASE = timedelta(minutes=15)


def held_until(application: Application, now: datetime) -> datetime | None:
    """When the lease of whoever has it ends; None where nobody has it any more."""
    until = application.claimed_at + LEASE if application.claimed_at else None
    return until if until and until > now else None


def is_elsewhere(application: Application, by: User, now: datetime) -> bool:
    """Whether somebody else has it in hand."""
    return held_until(application, now) is not None and application.claimed_by_id != by.pk


def words(application: Application, now: datetime) -> str:
    """The sentence for everybody else."""
    until = held_until(application, now)
    values = {"who": application.claimed_by.name, "until": moment(until)[-5:]} if until else {}
    return _("%(who)s 正在核对这份申请，保留到 %(until)s。") % values if until else ""


def check_free(application: Application, by: User, now: datetime) -> None:
    """Conflict (409) where somebody else has it in hand."""
    if is_elsewhere(application, by, now):
        what = _("正在核对这份申请，保留到 %(until)s") % {"until": moment(held_until(application, now))[-5:]}
        back = here("precheck_queue")
        raise Conflict(who=application.claimed_by.name, what=what, when=application.claimed_at, back=back)


def free(waiting: ApplicationQuerySet, by: User, now: datetime) -> ApplicationQuerySet:
    """What nobody else has in hand."""
    return waiting.filter(Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lte=now - LEASE))


def with_holder(rows: ApplicationQuerySet, now: datetime) -> ApplicationQuerySet:
    """`holder` beside each row: the name of whoever has it in hand just now, None where nobody has."""
    held = When(state="submitted", claimed_at__gt=now - LEASE, then=F("claimed_by__name"))
    return rows.annotate(holder=Case(held, default=None, output_field=TextField()))


def take_if_free(*, application: Application, by: User, now: datetime) -> Application:
    """Opening an application to precheck it takes it in hand, or prolongs that; what somebody else has stays his."""
    application = locked(application)
    if application.state == "submitted" and not is_elsewhere(application, by, now):
        _take(application, by, now)
    return application


def take_next(*, by: User, now: datetime) -> Application | None:
    """The most urgent one that nobody has in hand; two clerks who ask at once get two different ones."""
    waiting = free(Application.objects.filter(node=by.node, state="submitted"), by, now).order_by("due_on", "id")
    application = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if application is not None:
        _take(application, by, now)
    return application


def put_back(*, application: Application, by: User, now: datetime) -> Application:
    """Done with it without a decision: the next clerk need not wait."""
    application = locked(application)
    check_free(application, by, now)
    if application.claimed_by_id is not None:
        application.claimed_by = application.claimed_at = None
        application.save(update_fields=["claimed_by", "claimed_at"])
        _record(application, "precheck.put_back")
    return application


def _take(application: Application, by: User, now: datetime) -> None:
    """One at a time: whoever opens the next one has put the one before aside."""
    own = Application.objects.filter(state="submitted", claimed_by=by).exclude(pk=application.pk)
    own.update(claimed_by=None, claimed_at=None)
    fresh = application.claimed_by_id != by.pk or held_until(application, now) is None
    application.claimed_by, application.claimed_at = by, now
    application.save(update_fields=["claimed_by", "claimed_at"])
    if fresh:
        _record(application, "precheck.claim")


def _record(application: Application, verb: str) -> None:
    audit.record(verb=verb, subject=("application", application.uuid))
