"""An application's key, papers and messages are destroyed five years after its end; the record and its history stay (flows.md §9)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from beian.exchange import disposal
from provider.applications.models import Application

# A granted filing ends when it is deregistered, not with its application.
ENDS = ("withdrawn", "lapsed")


def ended_on(application: Application) -> date | None:
    """The day of the end, if it has come."""
    return localdate(application.state_since) if application.state in ENDS else None


def dispose(*, application: Application, now: datetime) -> None:
    """Nobody can open it any more. NotYet before the keeping time is over; done twice, it is done once."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.disposed_at is not None:
        return
    disposal.check_may_dispose(application=row.uuid, ended_on=ended_on(row), now=now)
    row.wrapped_key, row.disposed_at = b"", now
    row.save(update_fields=["wrapped_key", "disposed_at"])
    disposal.destroy(application=row.uuid, now=now)
