"""An owner telephones: the staff book, move or cancel his visit for him, on the same days and times as he would see himself (B5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from beian.pages.forms import unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter import originals
from provider.counter.appointments import calendar, choosing, slots, transitions
from provider.counter.appointments.choosing import Free, Offer
from provider.counter.appointments.forms import SeenForm, TelephoneForm, WeekForm
from provider.counter.appointments.models import Booking, Desk
from provider.counter.appointments.standing import arranged_by, done, missed, refusal, standing
from provider.counter.tables import sites_of, subject_of
from provider.counter.views import STAFF, crumbs, mistake, one

PAGE = "provider/appointments/telephone.html"
WEEK = timedelta(days=7)


class Asked(NamedTuple):
    """What the address or the form names; a day brings its week with it."""

    desk: int | None = None
    day: date | None = None
    week: date | None = None


@allow(*STAFF)
@require_http_methods(["GET", "POST"])
def filing_booking(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The appointment as it stands, and a week of every desk's free times; a POST takes one or moves to it."""
    record, now = one(request, uuid), timezone.now()
    if request.method == "POST":
        return _book(request, record, now)
    form = WeekForm(request.GET)
    asked = Asked(**form.cleaned_data) if form.is_valid() else Asked()
    return render(request, PAGE, _frame(request, record, asked, now))


def _book(request: HttpRequest, record: Application, now: datetime) -> HttpResponse:
    form = TelephoneForm(request.POST)
    if not form.is_valid():
        return _refused(request, record, form, now)
    asked = form.cleaned_data
    desk = Desk.objects.visible_to(request.viewer).filter(pk=asked.pop("desk")).first()
    if desk is None:
        form.add_error(None, _("没有这个核验点，请重新选择。"))
        return _refused(request, record, form, now)
    try:
        transitions.book(application=record, desk=desk, now=now, by_owner=False, **asked)
    except Refused as refused:
        form.add_error("start", str(refused))
        return _refused(request, record, form, now, Asked(desk.pk, asked["day"]))
    return redirect(f"{here('filing_booking', record.uuid)}?booked=1")


def _refused(
    request: HttpRequest, record: Application, form: TelephoneForm, now: datetime, asked: Asked | None = None
) -> HttpResponse:
    """The same day once more, with the places and the appointment as they are now."""
    told = getattr(form, "cleaned_data", {})
    asked = asked or Asked(told.get("desk"), told.get("day"))
    return unprocessable(request, PAGE, _frame(request, one(request, record.uuid), asked, now) | {"form": form})


@allow(*STAFF)
@require_POST
def filing_booking_cancel(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """He wants none: the place is given back, the month goes on. Cancelled already, it stays so."""
    record, now, form = one(request, uuid), timezone.now(), SeenForm(request.POST)
    if not form.is_valid():
        return unprocessable(request, PAGE, _frame(request, record, Asked(), now) | {"cancelling": form})
    of_it = Booking.objects.visible_to(request.viewer).filter(application=record)
    booking = get_object_or_404(of_it.listed(), pk=form.cleaned_data["seen"])
    try:
        transitions.cancel(booking=booking, now=now, by_owner=False, asked=True)
    except Refused as refused:
        frame = _frame(request, one(request, uuid), Asked(), now)
        return unprocessable(request, PAGE, frame | {"mistakes": mistake(str(refused))})
    return redirect(f"{here('filing_booking', uuid)}?cancelled=1")


def _frame(request: HttpRequest, record: Application, asked: Asked, now: datetime) -> dict[str, Any]:
    booking, refused = standing(request, record), refusal(record, now)
    context = {
        "application": record,
        "name": subject_of(record),
        "sites": sites_of(record),
        "booking": booking,
        "seen": booking.pk if booking else 0,
        "arranged": arranged_by(booking),
        "missed": missed(request, record) if booking is None else None,
        "refusal": refused,
        "papers": [one.label for one in originals.originals(record.masked_document()) if one.required],
        "today": timezone.localdate(now),
        "crumbs": crumbs((subject_of(record), here("filing", record.uuid)), (_("预约现场核验"), "")),
    }
    return context | done(request, booking) | ({} if refused else _choice(request, record, asked, now))


def _choice(request: HttpRequest, record: Application, asked: Asked, now: datetime) -> dict[str, Any]:
    """Every desk's days of one week until the last day: four statements, however many desks."""
    first = timezone.localdate(now)
    last = record.due_on or first
    desks = list(Desk.objects.visible_to(request.viewer).filter(active=True).order_by("id"))
    plans = slots.plans(desks, first, last)
    free = choosing.free(plans, first, last, now)
    week = calendar.week_of(_shown_day(asked, free, first, last))
    shown = {pk: {day: times for day, times in found.items() if day in week} for pk, found in free.items()}
    return {
        "desks": desks,
        "offers": _offers(record, desks, shown, asked),
        "any_open": any(free.values()),
        "some_free": any(slot.free for found in free.values() for times in found.values() for slot in times),
        "first_day": max(week[0], first),
        "last_day": min(week[-1], last),
        "before": _week_url(record, week[0] - WEEK) if week[0] > first else "",
        "after": _week_url(record, week[0] + WEEK) if week[-1] < last else "",
    }


def _shown_day(asked: Asked, free: dict[int, Free], first: date, last: date) -> date:
    """A day of the week to show: the one asked for, else that of the earliest free time."""
    earliest = _earliest(free)
    wanted = asked.day or asked.week or (earliest[0] if earliest else first)
    return min(max(wanted, first), last)


def _earliest(free: dict[int, Free]) -> tuple[date, int] | None:
    """(day, desk's key) of the first time that somebody may have."""
    found = ((day, pk) for pk, days in free.items() for day, times in days.items() if any(slot.free for slot in times))
    return min(found, default=None)


def _offers(record: Application, desks: list[Desk], shown: dict[int, Free], asked: Asked) -> list[Offer]:
    """The times of the day asked for, else of the earliest free one of the week, are open at once."""
    chosen = (asked.day, asked.desk) if asked.day in shown.get(asked.desk or 0, {}) else _earliest(shown)
    day, at = chosen or (None, None)
    return [
        choosing.offer(desk, shown[desk.pk], day if desk.pk == at else None, lambda desk, day: _url(record, desk, day))
        for desk in desks
    ]


def _url(record: Application, desk: Desk, day: date) -> str:
    return f"{here('filing_booking', record.uuid)}?desk={desk.pk}&day={day.isoformat()}#times"


def _week_url(record: Application, monday: date) -> str:
    return f"{here('filing_booking', record.uuid)}?week={monday.isoformat()}#choose"
