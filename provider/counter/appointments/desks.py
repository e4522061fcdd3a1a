"""Desks and their hours, kept by the head of filing. Whoever has an appointment that no longer fits is told, and his place is given back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from beian import audit
from beian.editions import on_edition
from beian.editions.models import Edition
from beian.people.models import User
from provider.applications.permissions import Refused
from provider.counter.appointments import slots
from provider.counter.appointments.following import end
from provider.counter.appointments.models import Booking, Closure, Desk, OpeningHours, Reason, State
from provider.counter.appointments.slots import Plan, moment
from provider.counter.appointments.telling import tell
from provider.counter.appointments.transitions import hold

Hours = Mapping[int, Iterable[tuple[time, time]]]


class Displaces(Exception):
    """These appointments would no longer fit; whoever changes the desk has to see them first."""

    def __init__(self, bookings: list[Booking]) -> None:
        super().__init__(f"{len(bookings)} appointments")
        self.bookings = bookings


def add(*, values: Mapping[str, Any], hours: Hours, now: datetime) -> Desk:
    """A new desk; its name is its own among this provider's desks."""
    _check_name(values["name"])
    desk = Desk.objects.create(**values, created_at=now)
    _write_hours(desk, hours)
    _record(desk, "desk.add", values, hours)
    return desk


def change(*, desk: Desk, values: Mapping[str, Any], hours: Hours, agreed: bool, now: datetime) -> Desk:
    """Change a desk. Displaces where appointments no longer fit and that was not `agreed`; with it they end, and their owners are told."""
    desk = hold(desk)
    _check_name(values["name"], besides=desk)
    for name, value in values.items():
        setattr(desk, name, value)
    desk.save(update_fields=[*values])
    OpeningHours.objects.filter(desk=desk).delete()
    _write_hours(desk, hours)
    with override("zh-hans"):
        why = _("办理时间调整")
    _release(desk, agreed=agreed, why=why, now=now)
    _record(desk, "desk.change", values, hours)
    return desk


def close_day(*, desk: Desk, day: date, note: str, agreed: bool, by: User, now: datetime) -> Closure:
    """Closed on that day. Displaces and `agreed` as above."""
    desk = hold(desk)
    if day < timezone.localdate(now):
        raise Refused(_("这一天已经过去，不用再停办。"))
    closure, fresh = Closure.objects.get_or_create(desk=desk, day=day, defaults={"note": note, "by": by, "at": now})
    if not fresh:
        raise Refused(_("这一天已经登记停办。"))
    _release(desk, agreed=agreed, why=note, now=now)
    audit.record(verb="desk.close_day", subject=("desk", desk.pk), after={"day": day.isoformat(), "note": note})
    return closure


def reopen_day(*, closure: Closure) -> None:
    """Open on that day after all; who was told otherwise books anew."""
    desk = hold(closure.desk)
    Closure.objects.filter(pk=closure.pk).delete()
    audit.record(verb="desk.reopen_day", subject=("desk", desk.pk), after={"day": closure.day.isoformat()})


@on_edition("calendar", tier="provider")
def follow_calendar(edition: Edition, now: datetime) -> None:
    """A new edition of the statutory calendar: a day that has become a holiday is closed, and its owners are told."""
    with override("zh-hans"):
        why = _("放假安排调整")
    for desk in Desk.objects.filter(active=True).order_by("id"):
        _release(hold(desk), agreed=True, why=why, now=now)


def displaced(plan: Plan, bookings: Iterable[Booking], now: datetime) -> list[Booking]:
    """Of the appointments still ahead, those at times at which the desk is closed by this plan."""
    ahead = [one for one in bookings if moment(one.day, one.start) > now]
    return [one for one in ahead if not plan.holds(one.day, one.start, one.until)]


def _release(desk: Desk, *, agreed: bool, why: str, now: datetime) -> None:
    today = timezone.localdate(now)
    open_rows = Booking.objects.open().from_day(today).filter(desk=desk)
    held = (
        open_rows.select_for_update(of=("self",))
        .select_related("application__owner", "desk")
        .order_by("day", "start", "id")
    )
    bookings = list(held)
    if not bookings:
        return
    plan = slots.plans([desk], today, max(booking.day for booking in bookings))[0]
    gone = displaced(plan, bookings, now)
    if gone and not agreed:
        raise Displaces(gone)
    for booking in gone:
        end(booking, State.CANCELLED, now=now, reason=Reason.CLOSED)
        tell(booking, "visit_desk_closed", why=why)


def _check_name(name: str, besides: Desk | None = None) -> None:
    same = Desk.objects.filter(name=name)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise Refused(_("已有同名的核验点，请换一个名称。"))


def _write_hours(desk: Desk, hours: Hours) -> None:
    OpeningHours.objects.bulk_create(
        OpeningHours(desk=desk, weekday=weekday, opens=opens, closes=closes)
        for weekday, stretches in hours.items()
        for opens, closes in stretches
    )


def _record(desk: Desk, verb: str, values: Mapping[str, Any], hours: Hours) -> None:
    open_hours = {
        str(weekday): [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in stretches]
        for weekday, stretches in hours.items()
    }
    audit.record(verb=verb, subject=("desk", desk.pk), after={**values, "hours": open_hours})
