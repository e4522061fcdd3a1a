"""The owner's appointment at the desk: choose a day and a time, move it, cancel it, and see where to go and what to bring (B5)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from beian.pages.components import Tab
from beian.pages.forms import unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.applications.reaching import TEMPLATES, conflict, crumbs_within, mine, name_of
from provider.counter import originals
from provider.counter.appointments import choosing, slots, transitions
from provider.counter.appointments.forms import BookingForm, ChoiceForm
from provider.counter.appointments.models import Desk
from provider.counter.appointments.slots import Plan
from provider.counter.appointments.standing import arranged_by, done, missed, refusal, standing

PAGE = f"{TEMPLATES}/booking.html"


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


def summary(request: HttpRequest, record: Application) -> dict:
    """For the status page, while a visit is due: the appointment that stands, or that none does."""
    if record.state != "prechecked":
        return {}
    return {"bookable": True, "booking": standing(request, record)}


def _frame(request: HttpRequest, record: Application, now: datetime, desk: int | None, day: date | None) -> dict:
    booking, refused = standing(request, record), refusal(record, now)
    context = {
        "application": record,
        "name": name_of(record),
        "booking": booking,
        "arranged": arranged_by(booking),
        "missed": missed(request, record) if booking is None else None,
        "refusal": refused,
        "papers": [one.label for one in originals.originals(record.masked_document()) if one.required],
        "crumbs": crumbs_within(record, _("预约现场核验")),
    }
    return context | done(request, booking) | ({} if refused else _choice(request, record, now, desk, day))


def _choice(request: HttpRequest, record: Application, now: datetime, desk: int | None, day: date | None) -> dict:
    """Desks, their open days until the last one, and the times of the chosen day: four statements."""
    first, last = timezone.localdate(now), record.due_on
    desks = list(Desk.objects.visible_to(request.viewer).filter(active=True).order_by("id"))
    plans = slots.plans(desks, first, last)
    plan = next((plan for plan in plans if plan.desk.pk == desk), plans[0] if plans else None)
    if plan is None:
        return {"desks": []}
    found = choosing.free([plan], first, last, now)[plan.desk.pk]
    offer = choosing.offer(plan.desk, found, day, lambda desk, day: _url(record, desk, day))
    some_free = {"some_free": offer.some_free, "today": first, "desks": _tabs(record, plans, plan)}
    return offer._asdict() | some_free


def _tabs(record: Application, plans: list[Plan], current: Plan) -> list[Tab]:
    return [Tab(plan.desk.name, _url(record, plan.desk), current=plan is current) for plan in plans]


def _url(record: Application, desk: Desk, day: date | None = None) -> str:
    url = f"{here('application_booking', record.uuid)}?desk={desk.pk}"
    return f"{url}&day={day.isoformat()}#times" if day else url
