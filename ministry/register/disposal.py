"""What the ministry holds of an ended application is closed for good five years after the end; the passage stays (flows.md §9)."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from beian.evidence import disposal as keeping
from beian.evidence.lists import DisposalLine
from beian.exchange import disposal
from beian.people.nodes import here
from ministry.register.models import Passage
from ministry.register.transitions import ENDED


def ended_on(passage: Passage) -> date | None:
    """The day of the end, if it has come; a granted filing goes on."""
    return localdate(passage.state_since) if passage.state in ENDED else None


def ended() -> Iterator[keeping.Ended]:
    """Every application that has ended and is not disposed of here, the oldest end first."""
    rows = Passage.objects.filter(state__in=ENDED, disposed_at=None).order_by("state_since", "pk")
    return (keeping.Ended(*row) for row in rows.values_list("application", "state_since", "pk").iterator())


def dispose(*, passage: Passage, now: datetime) -> None:
    """Nobody can open it any more, nor find a principal by it. NotYet before the keeping time is over; done twice, it is done once."""
    row = Passage.objects.select_for_update().get(pk=passage.pk)
    if row.disposed_at is not None:
        return
    disposal.check_may_dispose(ended_on=ended_on(row), now=now)
    row.wrapped_key, row.principals, row.disposed_at = b"", {}, now
    row.save(update_fields=["wrapped_key", "principals", "disposed_at"])
    disposal.destroy(application=row.application, now=now)


def _dispose(application: UUID, now: datetime) -> None:
    dispose(passage=Passage.objects.get(application=application), now=now)


def _url(line: DisposalLine) -> str:
    return here("passage", line.application)


keeping.register("ministry", keeping.Source(ended, _dispose, _url))
