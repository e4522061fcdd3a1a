"""A case's key, papers and messages are destroyed five years after the end of its application; the record stays (flows.md §9)."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from beian.audit.models import AuditEntry
from beian.evidence import disposal as keeping
from beian.evidence.lists import DisposalLine
from beian.exchange import disposal
from beian.people.nodes import here
from province.cases.endings import ENDS
from province.cases.models import Case


def told(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases that ended, with `ended_at`: when the provider told that the owner took the application back or let it lapse; a granted filing goes on."""
    own = AuditEntry.objects.filter(node=OuterRef("node"), subject_kind="application")
    told_of = own.filter(subject_id=Cast(OuterRef("application"), TextField()), verb__in=_VERBS).order_by("-id")
    ended = cases.filter(state="returned").annotate(ended_at=Subquery(told_of.values("at")[:1]))
    return ended.exclude(ended_at=None)


_VERBS = [f"application.{state}" for state in ENDS]


def ended_on(case: Case) -> date | None:
    """The day of the end, if it has come."""
    row = told(Case.objects.filter(pk=case.pk)).values_list("ended_at", flat=True).first()
    return localdate(row) if row else None


def ended() -> Iterator[keeping.Ended]:
    """Every application that has ended and whose case is not disposed of here, the oldest end first."""
    rows = told(Case.objects.filter(disposed_at=None)).order_by("ended_at", "pk")
    return (keeping.Ended(*row) for row in rows.values_list("application", "ended_at", "pk").iterator())


def dispose(*, case: Case, now: datetime) -> None:
    """Nobody can open it any more. NotYet before the keeping time is over; done twice, it is done once."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.disposed_at is not None:
        return
    disposal.check_may_dispose(ended_on=ended_on(row), now=now)
    row.wrapped_key, row.disposed_at = None, now
    row.save(update_fields=["wrapped_key", "disposed_at"])
    disposal.destroy(application=row.application, now=now)


def _dispose(application: UUID, now: datetime) -> None:
    dispose(case=Case.objects.get(application=application), now=now)


def _url(line: DisposalLine) -> str:
    return here("case", line.record)


keeping.register("province", keeping.Source(ended, _dispose, _url))
