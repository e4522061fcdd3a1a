"""The staff's pages of appointments: calendar, list, arrivals, months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.filing import rules
from beian.pages.components import Tab
from beian.pages.errors import Conflict
from beian.pages.forms import unprocessable
from beian.pages.sheets import asked, download
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter.appointments import calendar, figures, tables, transitions
from provider.counter.appointments.forms import ArrivalForm, CalendarForm, WalkInForm
from provider.counter.appointments.models import WEEKDAYS, Booking, Desk
from provider.counter.tables import sites_of, subject_of
from provider.counter.views import STAFF, applications, crumbs, mistake

TEMPLATES = "provider/appointments"
MOST = 20


def bookings(request: HttpRequest) -> QuerySet[Booking]:
    return Booking.objects.visible_to(request.viewer).listed()


@allow(*STAFF)
@require_GET
def visit_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """One desk's day with who comes, or its week at a glance. An address that cannot be read shows today."""
    return render(request, f"{TEMPLATES}/calendar.html", _calendar(request, timezone.now()))


def _calendar(request: HttpRequest, now: datetime) -> dict:
    form = CalendarForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    day, weekly = wanted.get("day") or timezone.localdate(now), wanted.get("view") == "week"
    desks = list(Desk.objects.visible_to(request.viewer).order_by("-active", "id"))
    days = calendar.week_of(day) if weekly else [day]
    plan = calendar.plan_of(desks, wanted.get("desk"), days)
    if plan is None:
        return {"desks": [], "admin": request.viewer.holds("provider_admin")}
    shown = {"week": calendar.week_lines(plan, days, bookings(request))} if weekly else _day(request, plan, day, now)
    return shown | {
        "desk": plan.desk,
        "desks": [
            Tab(desk.name, calendar.address(desk, day, _view(weekly)), current=desk == plan.desk) for desk in desks
        ],
        "views": _views(plan.desk, day, weekly),
        "day": day,
        "weekday": WEEKDAYS[day.weekday()],
        "last_day": days[-1],
        "today": timezone.localdate(now),
        "before": calendar.address(plan.desk, day - timedelta(days=7 if weekly else 1), _view(weekly)),
        "after": calendar.address(plan.desk, day + timedelta(days=7 if weekly else 1), _view(weekly)),
        "form": CalendarForm(initial={"day": day}),
    }


def _view(weekly: bool) -> str:
    return "week" if weekly else "day"


def _views(desk: Desk, day: date, weekly: bool) -> list[Tab]:
    return [
        Tab(_("按天"), calendar.address(desk, day), current=not weekly),
        Tab(_("按周"), calendar.address(desk, day, "week"), current=weekly),
    ]


def _day(request: HttpRequest, plan: calendar.Plan, day: date, now: datetime) -> dict:
    return {
        "rows": calendar.day_rows(plan, day, bookings(request), now),
        "closed": not plan.stretches(day),
        "why_closed": plan.closures.get(day, ""),
        "verifier": request.viewer.holds("provider_verifier"),
    }


@allow(*STAFF)
@require_GET
def booking_list(request: HttpRequest, code: str) -> HttpResponse:
    """Appointments to search, filter and take away as a file."""
    tab = request.GET.get("show", "coming")
    tab = tab if tab in tables.TABS else "coming"
    tabs = [Tab(str(label), _listed(key), current=key == tab) for key, label in tables.TABS.items()]
    none = {"coming": _("没有待到场的预约"), "missed": _("没有未到场的预约")}.get(tab, _("还没有预约"))
    context = {"tabs": tabs, "none": none}
    return tables.BookingTable.respond(request, tables.shown(bookings(request), tab), f"{TEMPLATES}/list.html", context)


def _listed(tab: str) -> str:
    order = "&order=late" if tab in tables.BACKWARDS else ""
    return f"{here('booking_list')}?show={tab}{order}"


@allow(*STAFF)
@require_GET
def booking_months(request: HttpRequest, code: str) -> HttpResponse:
    sheet = figures.months(request, Booking.objects.visible_to(request.viewer), timezone.now())
    if kind := asked(request, sheet.name):
        return download(sheet, kind)
    return render(request, f"{TEMPLATES}/months.html", {"sheet": sheet})


@allow(*STAFF)
@require_POST
def booking_check_in(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """He is here: on to the desk page for a verifier, back to the day for everybody else."""
    booking = _acted(request, pk, lambda one, now: transitions.check_in(booking=one, by=request.viewer.user, now=now))
    return _to_desk(request, booking)


@allow(*STAFF)
@require_POST
def booking_missed(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _back(_acted(request, pk, lambda one, now: transitions.miss(booking=one, now=now)))


@allow(*STAFF)
@require_POST
def booking_cancel(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _back(_acted(request, pk, lambda one, now: transitions.cancel(booking=one, now=now, by_owner=False)))


def _acted(request: HttpRequest, pk: int, verb: Callable[[Booking, datetime], Booking]) -> Booking:
    """Do it, or Conflict (409) that says how the appointment stands now."""
    booking = get_object_or_404(bookings(request), pk=pk)
    try:
        return verb(booking, timezone.now())
    except Refused as refusal:
        back = calendar.address(booking.desk, booking.day) if booking.desk else here("visit_calendar")
        raise Conflict(who=booking.state_label, what=str(refusal), when=booking.state_since, back=back) from refusal


def _back(booking: Booking) -> HttpResponse:
    if booking.desk is None:
        return redirect(here("visit_calendar"))
    return redirect(f"{calendar.address(booking.desk, booking.day)}#booking-{booking.pk}")


def _to_desk(request: HttpRequest, booking: Booking) -> HttpResponse:
    if request.viewer.holds("provider_verifier"):
        return redirect(here("visit", booking.application.uuid))
    return _back(booking)


@allow(*STAFF)
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody stands here without an appointment: find the filing, note that he came."""
    if request.method == "POST":
        return _walked_in(request)
    form = ArrivalForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    status = 200 if form.is_valid() else 422
    return render(request, f"{TEMPLATES}/arrival.html", _arrival(request, form, words), status=status)


def _walked_in(request: HttpRequest) -> HttpResponse:
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return unprocessable(
            request, f"{TEMPLATES}/arrival.html", _arrival(request, ArrivalForm(), "") | {"wrong": form}
        )
    record = get_object_or_404(applications(request), uuid=form.cleaned_data["application"])
    desks = Desk.objects.visible_to(request.viewer)
    pk = form.cleaned_data["desk"]
    desk = get_object_or_404(desks, pk=pk) if pk else None
    try:
        booking = transitions.walk_in(application=record, desk=desk, by=request.viewer.user, now=timezone.now())
    except Refused as refusal:
        context = _arrival(request, ArrivalForm(), "") | {"mistakes": mistake(str(refusal))}
        return unprocessable(request, f"{TEMPLATES}/arrival.html", context)
    return _to_desk(request, booking)


def _arrival(request: HttpRequest, form: ArrivalForm, words: str) -> dict:
    waiting = applications(request).filter(state="prechecked").defer("sealed", "wrapped_key")
    found = list(_matching(waiting, words).order_by("due_on", "id")[: MOST + 1]) if words else []
    return {
        "form": form,
        "words": words,
        "found": [(one, subject_of(one), sites_of(one)) for one in found[:MOST]],
        "more": len(found) > MOST,
        "desks": list(Desk.objects.visible_to(request.viewer).filter(active=True).order_by("id")),
        "crumbs": crumbs((_("核验预约"), here("visit_calendar")), (_("未预约到场"), "")),
    }


def _matching(rows: QuerySet[Application], words: str) -> QuerySet[Application]:
    """By the receipt that the owner reads out, by part of the name, by the whole domain."""
    receipt = words.replace("-", "").lower()
    domain = rules.normal("sites[].domains[]", words)
    by_words = Q(document__subject__name__icontains=words) | Q(document__sites__contains=[{"domains": [domain]}])
    if len(receipt) == 8 and all(sign in "0123456789abcdef" for sign in receipt):
        by_words |= Q(uuid__iendswith=receipt)
    return rows.filter(by_words)
