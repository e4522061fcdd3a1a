"""What the ministry holds of an ended application is closed for good five years after the end; the passage stays (flows.md §9)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from beian.exchange import disposal
from ministry.register.models import Passage
from ministry.register.transitions import ENDED


def ended_on(passage: Passage) -> date | None:
    """The day of the end, if it has come; a granted filing goes on."""
    return localdate(passage.state_since) if passage.state in ENDED else None


def dispose(*, passage: Passage, now: datetime) -> None:
    """Nobody can open it any more, nor find a principal by it. NotYet before the keeping time is over; done twice, it is done once."""
    row = Passage.objects.select_for_update().get(pk=passage.pk)
    if row.disposed_at is not None:
        return
    disposal.check_may_dispose(application=row.application, ended_on=ended_on(row), now=now)
    row.wrapped_key, row.principals, row.disposed_at = b"", {}, now
    row.save(update_fields=["wrapped_key", "principals", "disposed_at"])
    disposal.destroy(application=row.application, now=now)
