"""What the clock does with appointments: reminds the day before, and writes down who did not come. Done twice, it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from provider.counter.appointments import slots
from provider.counter.appointments.following import end
from provider.counter.appointments.models import Booking, State
from provider.counter.appointments.slots import Plan, moment
from provider.counter.appointments.telling import tell

MOST = 200


def keep(*, now: datetime) -> bool:
    """True: there is more than one turn's worth."""
    missed, reminded = miss_overdue(now=now), remind(now=now)
    return MOST in (missed, reminded)


def remind(*, now: datetime) -> int:
    """Tell everybody who is expected tomorrow, once; how many."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    found = list(_held(Booking.objects.open().filter(day=tomorrow, reminded_at=None))[:MOST])
    for booking in found:
        tell(booking, "visit_tomorrow")
    Booking.objects.filter(pk__in=[booking.pk for booking in found]).update(reminded_at=now)
    return len(found)


def miss_overdue(*, now: datetime) -> int:
    """Whoever was expected and had not come when his desk closed is missing; how many."""
    today = timezone.localdate(now)
    waiting = Booking.objects.open().filter(day__lte=today).select_related("desk").order_by("day", "until", "id")
    late = [booking.pk for booking in _after_closing(waiting, now)][:MOST]
    found = list(_held(Booking.objects.open().filter(pk__in=late)))
    for booking in found:
        end(booking, State.MISSED, now=now)
        tell(booking, "visit_missed")
    return len(found)


def _after_closing(waiting: Iterable[Booking], now: datetime) -> list[Booking]:
    rows = list(waiting)
    days = [booking.day for booking in rows]
    desks = {booking.desk_id: booking.desk for booking in rows}
    plans: dict[int | None, Plan] = (
        {plan.desk.pk: plan for plan in slots.plans(desks.values(), min(days), max(days))} if rows else {}
    )
    return [booking for booking in rows if now >= _closing(booking, plans[booking.desk_id])]


def _closing(booking: Booking, plan: Plan) -> datetime:
    """The end of the desk's day; of the slot where the hours have changed since and it is closed now."""
    closes = plan.closes(booking.day)
    return moment(booking.day, max(closes, booking.until) if closes else booking.until)


def _held(rows: QuerySet[Booking]) -> QuerySet[Booking]:
    """Locked with what a text needs; one that somebody else has in hand is left for the next turn."""
    return (
        rows.select_for_update(skip_locked=True, of=("self",))
        .select_related("application__owner", "desk")
        .order_by("id")
    )
