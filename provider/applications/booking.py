"""The owner's appointment at the desk: choose a day and a time, move it, cancel it, and see where to go and what to bring (B5)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from beian.pages.components import Tab
from beian.pages.days import DayField
from beian.pages.forms import PageForm, unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.applications.reaching import TEMPLATES, conflict, crumbs_within, mine, name_of
from provider.counter import originals
from provider.counter.appointments import permissions, slots, transitions
from provider.counter.appointments.models import WEEKDAYS, Booking, Desk, State
from provider.counter.appointments.slots import Plan, Slot

PAGE = f"{TEMPLATES}/booking.html"
LARGEST = 2**63 - 1


class ChoiceForm(PageForm):
    """What is asked for in the address: which desk, which day."""

    desk = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    day = DayField(required=False, input_formats=["%Y-%m-%d"])


class BookingForm(PageForm):
    """One slot: desk, day and the time it begins."""

    desk = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    day = DayField(input_formats=["%Y-%m-%d"], widget=forms.HiddenInput)
    start = forms.TimeField(label=gettext_lazy("时间"), input_formats=["%H:%M"])


class Day(NamedTuple):
    """A day on which the desk is open: how many places are left, and where its times are chosen."""

    day: date
    weekday: str
    free: int
    url: str
    current: bool


@allow("site_owner")
@require_http_methods(["GET", "POST"])
def application_booking(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The appointment as it stands, and the free times until the month is over; a POST takes one or moves to it."""
    record, now = mine(request, uuid), timezone.now()
    if request.method == "POST":
        return _book(request, record, now)
    asked = ChoiceForm(request.GET)
    chosen = asked.cleaned_data if asked.is_valid() else {}
    return render(request, PAGE, _frame(request, record, now, chosen.get("desk"), chosen.get("day")))


def _book(request: HttpRequest, record: Application, now: datetime) -> HttpResponse:
    form = BookingForm(request.POST)
    if not form.is_valid():
        return _refused(request, record, form, now)
    asked = form.cleaned_data
    desk = Desk.objects.visible_to(request.viewer).filter(pk=asked["desk"]).first()
    if desk is None:
        form.add_error(None, _("没有这个核验点，请重新选择。"))
        return _refused(request, record, form, now)
    try:
        transitions.book(application=record, desk=desk, day=asked["day"], start=asked["start"], now=now)
    except Refused as refusal:
        form.add_error("start", str(refusal))
        return _refused(request, record, form, now)
    return redirect(f"{here('application_booking', record.uuid)}?booked=1")


def _refused(request: HttpRequest, record: Application, form: BookingForm, now: datetime) -> HttpResponse:
    """The same day once more, with the places as they are now."""
    told = getattr(form, "cleaned_data", {})
    frame = _frame(request, record, now, told.get("desk"), told.get("day"))
    return unprocessable(request, PAGE, frame | {"form": form})


@allow("site_owner")
@require_POST
def application_booking_cancel(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Give the place back; the month goes on."""
    record = mine(request, uuid)
    booking = standing(request, record)
    if booking is None:
        return redirect(here("application_booking", record.uuid))
    try:
        transitions.cancel(booking=booking, now=timezone.now())
    except Refused as refusal:
        raise conflict(record, refusal) from refusal
    return redirect(f"{here('application_booking', record.uuid)}?cancelled=1")


def standing(request: HttpRequest, record: Application) -> Booking | None:
    """The appointment that is ahead of this application."""
    return Booking.objects.visible_to(request.viewer).open().listed().filter(application=record).first()


def summary(request: HttpRequest, record: Application) -> dict:
    """For the status page, while a visit is due: the appointment that stands, or that none does."""
    if record.state != "prechecked":
        return {}
    return {"bookable": True, "booking": standing(request, record)}


def _frame(request: HttpRequest, record: Application, now: datetime, desk: int | None, day: date | None) -> dict:
    booking = standing(request, record)
    refusal = _refusal(record, now)
    context = {
        "application": record,
        "name": name_of(record),
        "booking": booking,
        "missed": _missed(request, record) if booking is None else None,
        "refusal": refusal,
        "papers": [one.label for one in originals.originals(record.masked_document()) if one.required],
        "crumbs": crumbs_within(record, _("预约现场核验")),
    }
    return context | _result(request, booking) | ({} if refusal else _choice(request, record, now, desk, day))


def _refusal(record: Application, now: datetime) -> str:
    try:
        permissions.check_can_book(record, now=now)
    except Refused as refusal:
        return str(refusal)
    return ""


def _result(request: HttpRequest, booking: Booking | None) -> dict:
    """What has just been done, as long as it is still so."""
    return {
        "booked": booking is not None and request.GET.get("booked") == "1",
        "cancelled": booking is None and request.GET.get("cancelled") == "1",
    }


def _missed(request: HttpRequest, record: Application) -> Booking | None:
    last = Booking.objects.visible_to(request.viewer).listed().filter(application=record).order_by("-id").first()
    return last if last is not None and last.state == State.MISSED else None


def _choice(request: HttpRequest, record: Application, now: datetime, desk: int | None, day: date | None) -> dict:
    """Desks, their open days until the last one, and the times of the chosen day: four statements."""
    first, last = timezone.localdate(now), record.due_on
    desks = list(Desk.objects.visible_to(request.viewer).filter(active=True).order_by("id"))
    plans = slots.plans(desks, first, last)
    plan = next((plan for plan in plans if plan.desk.pk == desk), plans[0] if plans else None)
    if plan is None:
        return {"desks": []}
    taken = slots.taken([plan.desk], first, last)
    free = {each: plan.free(each, taken.get((plan.desk.pk, each), []), now) for each in slots.days(first, last)}
    days = [_day(record, plan, each, found, day) for each, found in free.items() if found]
    chosen = day if day in free and free[day] else None
    return {
        "desks": _tabs(record, plans, plan),
        "desk": plan.desk,
        "today": first,
        "days": days,
        "some_free": any(each.free for each in days),
        "day": chosen,
        "parts": _parts(free[chosen]) if chosen else [],
    }


def _tabs(record: Application, plans: list[Plan], current: Plan) -> list[Tab]:
    return [Tab(plan.desk.name, _url(record, plan), current=plan is current) for plan in plans]


def _url(record: Application, plan: Plan, day: date | None = None) -> str:
    url = f"{here('application_booking', record.uuid)}?desk={plan.desk.pk}"
    return f"{url}&day={day.isoformat()}#times" if day else url


def _day(record: Application, plan: Plan, day: date, found: list[Slot], chosen: date | None) -> Day:
    free = sum(len(slot.free) for slot in found)
    return Day(day, str(WEEKDAYS[day.weekday()]), free, _url(record, plan, day), day == chosen)


def _parts(found: list[Slot]) -> list[tuple[str, list[Slot]]]:
    """The day's times before and after noon."""
    noon = time(12)
    parts = [
        (_("上午"), [slot for slot in found if slot.start < noon]),
        (_("下午"), [slot for slot in found if slot.start >= noon]),
    ]
    return [(title, times) for title, times in parts if times]
