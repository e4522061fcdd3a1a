"""A booking follows its application: once nobody has to come any more, its place is free for others."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from beian import audit
from provider.applications.models import Application
from provider.counter.appointments.models import Booking, Place, Reason, State


def follow(application: Application, now: datetime) -> None:
    """After a move out of `prechecked`, in its transaction: signed today means that he came, everything else ends the appointment."""
    for booking in Booking.objects.open().filter(application=application).select_for_update():
        came = application.state == "verified" and booking.day == timezone.localdate(now)
        if came:
            end(booking, State.CAME, now=now)
        else:
            early = application.state == "verified"
            end(booking, State.CANCELLED, now=now, reason=Reason.CAME_EARLIER if early else Reason.ENDED)


def end(booking: Booking, state: State, *, now: datetime, reason: Reason = Reason.NONE, by_staff: bool = False) -> None:
    """Write the end of a held booking and record it; one that nobody keeps gives its place back. `by_staff`: in the owner's stead."""
    before = booking.state
    booking.state, booking.state_since, booking.reason = state, now, reason
    booking.save(update_fields=["state", "state_since", "reason"])
    if state in (State.MOVED, State.CANCELLED):
        Place.objects.filter(booking=booking).delete()
    after = {"booking": booking.pk, "booking_state": str(state)} | ({"why": str(reason)} if reason else {})
    after |= when_and_where(booking) | ({"by_staff": True} if by_staff else {})
    record(booking.application, "visit.booking", before={"booking_state": before}, after=after)


def when_and_where(booking: Booking) -> dict[str, str]:
    """How the record names an appointment: nothing of the person."""
    desk = {"desk": booking.desk.name} if booking.desk else {}
    return {"day": booking.day.isoformat(), "start": f"{booking.start:%H:%M}"} | desk


def record(application: Application, verb: str, *, before: dict | None = None, after: dict) -> None:
    subject = ("application", application.uuid)
    audit.record(verb=verb, subject=subject, owner=application.owner_id, before=before, after=after)
