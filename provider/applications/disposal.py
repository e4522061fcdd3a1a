"""An application's key, papers and messages are destroyed five years after its end; the record and its history stay (flows.md §9)."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from beian.evidence import disposal as keeping
from beian.evidence.lists import DisposalLine
from beian.exchange import disposal
from beian.people.nodes import here
from provider.applications.models import Application

# A granted filing ends when it is deregistered, not with its application.
ENDS = ("withdrawn", "lapsed")


def ended_on(application: Application) -> date | None:
    """The day of the end, if it has come."""
    return localdate(application.state_since) if application.state in ENDS else None


def ended() -> Iterator[keeping.Ended]:
    """Every application that has ended at this provider and is not disposed of, the oldest end first."""
    rows = Application.objects.filter(state__in=ENDS, disposed_at=None).order_by("state_since", "pk")
    return (keeping.Ended(*row) for row in rows.values_list("uuid", "state_since", "pk").iterator())


def dispose(*, application: Application, now: datetime) -> None:
    """Nobody can open it any more. NotYet before the keeping time is over; done twice, it is done once."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.disposed_at is not None:
        return
    disposal.check_may_dispose(ended_on=ended_on(row), now=now)
    row.wrapped_key, row.disposed_at = b"", now
    row.save(update_fields=["wrapped_key", "disposed_at"])
    disposal.destroy(application=row.uuid, now=now)


def _dispose(application: UUID, now: datetime) -> None:
    dispose(application=Application.objects.get(uuid=application), now=now)


def _url(line: DisposalLine) -> str:
    return here("filing", line.application)


keeping.register("provider", keeping.Source(ended, _dispose, _url))
