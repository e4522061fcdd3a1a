"""A case's key, papers and messages are destroyed five years after the end of its application; the record stays (flows.md §9)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from beian.audit.models import AuditEntry
from beian.exchange import disposal
from province.cases.endings import ENDS
from province.cases.models import Case


def ended_on(case: Case) -> date | None:
    """The day on which its owner took the application back or let it lapse, as the provider told it; a granted filing goes on."""
    verbs = [f"application.{state}" for state in ENDS]
    told = AuditEntry.objects.filter(node=case.node, subject_kind="application", subject_id=str(case.application))
    last = told.filter(verb__in=verbs).order_by("id").last()
    return localdate(last.at) if last is not None and case.state == "returned" else None


def dispose(*, case: Case, now: datetime) -> None:
    """Nobody can open it any more. NotYet before the keeping time is over; done twice, it is done once."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.disposed_at is not None:
        return
    disposal.check_may_dispose(application=row.application, ended_on=ended_on(row), now=now)
    row.wrapped_key, row.disposed_at = None, now
    row.save(update_fields=["wrapped_key", "disposed_at"])
    disposal.destroy(application=row.application, now=now)
