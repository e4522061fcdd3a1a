"""The verbs of hosting."""

from datetime import datetime

from beian import audit
from beian.people.models import User
from provider.applications.models import Application
from provider.applications.transitions import locked
from provider.hosting.models import AccessOpening
from provider.hosting.permissions import check_can_open


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
