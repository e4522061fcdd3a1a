"""The verbs of appointments. Each locks, asks leave, writes, records, tells, and returns.

Locks are taken in one order: application, desk, booking. Whoever books at a desk or changes its hours holds the desk until the end of his
transaction, so that nobody is given a place that is just being closed.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from beian.people.models import User
from provider.applications.models import Application
from provider.applications.transitions import locked
from provider.counter import transitions as counter
from provider.counter.appointments import permissions, slots
from provider.counter.appointments.following import end, record, when_and_where
from provider.counter.appointments.models import Booking, Desk, Place, Reason, State
from provider.counter.appointments.permissions import Full
from provider.counter.appointments.telling import tell


def hold(desk: Desk) -> Desk:
    """The desk as it is now, held until the transaction ends; an owner may not lock its row, so that its number is held instead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('provider_desk', %s))", [desk.pk])
    return Desk.objects.get(pk=desk.pk)


def book(
    *,
    application: Application,
    desk: Desk,
    day: date,
    start: time,
    now: datetime,
    by_owner: bool = True,
    seen: int | None = None,
) -> Booking:
    """Give the application a place in this slot, or move the one it has; asked again for the same slot, the booking stands.

    `by_owner=False`: a member of staff, for an owner who telephones. `seen`: the appointment that the page showed, see check_as_shown.
    Full where the last place is gone or the desk has closed meanwhile; Refused where this application cannot come then.
    """
    application = locked(application)
    permissions.check_can_book(application, now=now)
    permissions.check_day(application, day, now=now)
    desk = hold(desk)
    permissions.check_desk_open(desk)
    earlier = Booking.objects.open().filter(application=application).select_for_update().first()
    if earlier is not None and (earlier.desk_id, earlier.day, earlier.start) == (desk.pk, day, start):
        return earlier
    permissions.check_as_shown(earlier, seen)
    if by_owner:
        permissions.check_owner_may_book_again(Booking.objects.filter(application=application).count())
    booking = _give(application, desk, day, _open_slot(desk, day, start, now), earlier, now)
    _record_booked(booking, by_owner)
    tell(booking, "visit_moved" if earlier else "visit_booked")
    return booking


def _open_slot(desk: Desk, day: date, start: time, now: datetime) -> slots.Slot:
    """The slot that begins then, with a place that nobody has."""
    plan = slots.plans([desk], day, day)[0]
    taken = slots.taken([desk], day, day).get((desk.pk, day), [])
    slot = next((slot for slot in plan.free(day, taken, now) if slot.start == start), None)
    if slot is None:
        raise Full(_("这个时段不能预约：核验点当时不办理，或时间已过。请另选时段。"))
    if not slot.free:
        raise Full(_("这个时段刚刚约满，请另选时段。"))
    return slot


def _give(
    application: Application, desk: Desk, day: date, slot: slots.Slot, earlier: Booking | None, now: datetime
) -> Booking:
    if earlier is not None:
        end(earlier, State.MOVED, now=now)
    booking = Booking.objects.create(
        desk=desk,
        application=application,
        owner_id=application.owner_id,
        day=day,
        start=slot.start,
        until=slot.until,
        state_since=now,
        moved_from=earlier,
        made_at=now,
    )
    Place.objects.create(desk=desk, booking=booking, day=day, start=slot.start, until=slot.until, number=slot.free[0])
    return booking


def _record_booked(booking: Booking, by_owner: bool) -> None:
    after = {"booking": booking.pk, "booking_state": "booked"} | when_and_where(booking)
    after |= {"moved_from": booking.moved_from_id} if booking.moved_from_id else {}
    record(booking.application, "visit.book", after=after | ({} if by_owner else {"by_staff": True}))


def _held(booking: Booking) -> Booking:
    """The booking as it is now, behind its application's lock: cancelling and checking in wait for each other."""
    locked(booking.application)
    return Booking.objects.select_for_update(of=("self",)).select_related("application", "desk").get(pk=booking.pk)


def cancel(*, booking: Booking, now: datetime, by_owner: bool = True, asked: bool = False) -> Booking:
    """Give the place back. `asked`: by staff, for an owner who telephones. He hears of it where it was not done with his own hand."""
    booking = _held(booking)
    if booking.state == State.CANCELLED:
        return booking
    permissions.check_can_cancel(booking, now=now, by_owner=by_owner)
    reason = Reason.OWNER if by_owner or asked else Reason.STAFF
    end(booking, State.CANCELLED, now=now, reason=reason, by_staff=not by_owner)
    if not by_owner:
        tell(booking, "visit_called_off" if asked else "visit_cancelled")
    return booking


def check_in(*, booking: Booking, by: User, now: datetime) -> Booking:
    """He is here: the visit begins. Checked in twice, the first time stands."""
    booking = _held(booking)
    if booking.state == State.CAME:
        return booking
    permissions.check_can_check_in(booking, now=now)
    permissions.check_can_walk_in(booking.application)
    end(booking, State.CAME, now=now)
    counter.check_in(application=booking.application, by=by, now=now)
    return booking


def walk_in(*, application: Application, desk: Desk | None, by: User, now: datetime) -> Booking:
    """Somebody came without an appointment, or on another day than his: the visit begins, and what he had booked is free again."""
    application = locked(application)
    permissions.check_can_walk_in(application)
    here_today = _today(application, now)
    if here_today is not None:
        return here_today if here_today.state == State.CAME else check_in(booking=here_today, by=by, now=now)
    for booked in Booking.objects.open().filter(application=application).select_for_update():
        end(booked, State.CANCELLED, now=now, reason=Reason.CAME_EARLIER)
    came = timezone.localtime(now)
    minute = came.time().replace(second=0, microsecond=0)
    booking = Booking.objects.create(
        desk=desk,
        application=application,
        owner_id=application.owner_id,
        day=came.date(),
        start=minute,
        until=minute,
        state=State.CAME,
        state_since=now,
        walk_in=True,
        made_at=now,
    )
    record(application, "visit.walk_in", after={"booking": booking.pk, "booking_state": "came"})
    counter.check_in(application=application, by=by, now=now)
    return booking


def _today(application: Application, now: datetime) -> Booking | None:
    """What the application has today: an appointment, or a visit that has begun."""
    states = (State.BOOKED, State.MISSED, State.CAME)
    found = Booking.objects.filter(application=application, day=timezone.localdate(now), state__in=states)
    return found.order_by("-id").first()


def miss(*, booking: Booking, now: datetime) -> Booking:
    """He did not come. The owner hears by when he still can."""
    booking = _held(booking)
    if booking.state == State.MISSED:
        return booking
    permissions.check_can_miss(booking, now=now)
    end(booking, State.MISSED, now=now)
    tell(booking, "visit_missed")
    return booking
