"""The verbs of hosting."""

from datetime import datetime

from beian import audit
from beian.people.models import User
from provider.applications.models import Application
from provider.applications.transitions import locked
from provider.hosting.models import AccessOpening, AccessStop
from provider.hosting.permissions import check_can_open, check_can_stop


def open_access(*, application: Application, by: User, now: datetime) -> AccessOpening:
    """Note that access was opened under its number (B18). Asked again, the first opening stands."""
    application = locked(application)
    check_can_open(application)
    opened = application.openings.first()
    if opened is not None:
        return opened
    opened = AccessOpening.objects.create(
        application=application, number=application.filing_number, opened_by=by, opened_at=now
    )
    audit.record(
        verb="access.open",
        subject=("application", application.uuid),
        owner=application.owner_id,
        after={"number": opened.number},
    )
    return opened


def stop_access(*, application: Application, reason: str, by: User, now: datetime) -> AccessStop:
    """Note that access was stopped, and why (R12(4)). Asked again, the stop that stands stands."""
    application = locked(application)
    check_can_stop(application)
    standing = application.stops.filter(lifted_at=None).first()
    if standing is not None:
        return standing
    stopped = AccessStop.objects.create(application=application, reason=reason, stopped_by=by, stopped_at=now)
    audit.record(
        verb="access.stop",
        subject=("application", application.uuid),
        owner=application.owner_id,
        after={"number": application.filing_number, "reason": reason},
    )
    return stopped


def resume_access(*, application: Application, by: User, now: datetime) -> AccessStop:
    """Give the access back; the stop stays on record. Asked again, the last one that was lifted stands."""
    application = locked(application)
    standing = application.stops.filter(lifted_at=None).first()
    if standing is None:
        return application.stops.latest("id")
    standing.lifted_at, standing.lifted_by = now, by
    standing.save(update_fields=["lifted_at", "lifted_by"])
    audit.record(
        verb="access.resume",
        subject=("application", application.uuid),
        owner=application.owner_id,
        after={"number": application.filing_number},
    )
    return standing
