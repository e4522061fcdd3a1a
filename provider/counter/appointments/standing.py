"""The appointment that an application has now, read in one way by its owner's pages and by those of the staff (B5)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from beian.audit.models import AuditEntry
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter.appointments import permissions
from provider.counter.appointments.models import Booking, State


def standing(request: HttpRequest, record: Application) -> Booking | None:
    """The appointment that is ahead of this application."""
    return Booking.objects.visible_to(request.viewer).open().listed().filter(application=record).first()


def missed(request: HttpRequest, record: Application) -> Booking | None:
    """The last one, where nobody came to it."""
    last = Booking.objects.visible_to(request.viewer).listed().filter(application=record).order_by("-id").first()
    return last if last is not None and last.state == State.MISSED else None


def refusal(record: Application, now: datetime) -> str:
    """Why nothing can be booked for it now; empty where something can."""
    try:
        permissions.check_can_book(record, now=now)
    except Refused as refused:
        return str(refused)
    return ""


def done(request: HttpRequest, booking: Booking | None) -> dict[str, bool]:
    """What has just been done, as long as it is still so."""
    return {
        "booked": booking is not None and request.GET.get("booked") == "1",
        "cancelled": booking is None and request.GET.get("cancelled") == "1",
    }


def arranged_by(booking: Booking | None) -> AuditEntry | None:
    """The record of the member of staff who booked for the owner; None where the owner did so himself."""
    if booking is None:
        return None
    of_it = AuditEntry.objects.filter(
        node=booking.node, subject_kind="application", subject_id=str(booking.application.uuid)
    )
    return of_it.filter(verb="visit.book", after__booking=booking.pk, after__by_staff=True).first()


def with_booking(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Each with the day and the time of its appointment, None where it has none: no statement more."""
    ahead = Booking.objects.open().filter(node=OuterRef("node"), application=OuterRef("pk"))
    return rows.annotate(
        booked_day=Subquery(ahead.values("day")[:1]),
        booked_start=Subquery(ahead.values("start")[:1]),
    )
