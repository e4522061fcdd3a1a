"""The pages on which the head of filing keeps the desks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.pages.forms import unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.permissions import Refused
from provider.counter.appointments import desks
from provider.counter.appointments.forms import ClosureForm, DeskForm
from provider.counter.appointments.models import Closure, Desk, OpeningHours
from provider.counter.tables import subject_of
from provider.counter.views import crumbs

TEMPLATES = "provider/appointments"
keeper = allow("provider_admin")


@keeper
@require_GET
def desk_list(request: HttpRequest, code: str) -> HttpResponse:
    found = list(Desk.objects.visible_to(request.viewer).order_by("-active", "id"))
    return render(request, f"{TEMPLATES}/desks.html", {"desks": found})


@keeper
@require_http_methods(["GET", "POST"])
def desk_new(request: HttpRequest, code: str) -> HttpResponse:
    form = DeskForm(request.POST if request.method == "POST" else None, initial=_usual())
    context = {"form": form, "crumbs": _crumbs(_("新增核验点"))}
    if request.method == "GET":
        return render(request, f"{TEMPLATES}/desk.html", context)
    if not form.is_valid():
        return unprocessable(request, f"{TEMPLATES}/desk.html", context)
    try:
        made = desks.add(values=form.values, hours=form.hours, now=timezone.now())
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return unprocessable(request, f"{TEMPLATES}/desk.html", context)
    return redirect(here("desk", made.pk))


def _usual() -> dict:
    """What most offices have, to begin with."""
    week = {f"hours_{weekday}": "09:00-12:00 13:30-17:30" for weekday in range(5)}
    return {"active": True, "slot_minutes": 30, "capacity": 1, "makeup_weekday": 4} | week


@keeper
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One desk: its data, its week, and the days on which it is closed."""
    record = get_object_or_404(Desk.objects.visible_to(request.viewer), pk=pk)
    hours = list(OpeningHours.objects.visible_to(request.viewer).filter(desk=record).order_by("weekday", "opens"))
    form = DeskForm(request.POST if request.method == "POST" else None, desk=record, hours=hours)
    context = _frame(request, record) | {"form": form, "closure_form": ClosureForm(auto_id="closure_%s")}
    if request.method == "GET":
        return render(request, f"{TEMPLATES}/desk.html", context)
    if not form.is_valid():
        return unprocessable(request, f"{TEMPLATES}/desk.html", context)
    agreed = form.cleaned_data["agreed"]
    try:
        desks.change(desk=record, values=form.values, hours=form.hours, agreed=agreed, now=timezone.now())
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return unprocessable(request, f"{TEMPLATES}/desk.html", context)
    except desks.Displaces as displaced:
        form.add_error("agreed", _("有预约不再落在办理时间内，请看下面的名单，勾选后再保存。"))
        return unprocessable(request, f"{TEMPLATES}/desk.html", context | _displaced(displaced, "desk"))
    return redirect(f"{here('desk', pk)}?saved=1")


@keeper
@require_POST
def desk_close(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Closed on one day; whoever has an appointment then is listed first and told afterwards."""
    record = get_object_or_404(Desk.objects.visible_to(request.viewer), pk=pk)
    form = ClosureForm(request.POST, auto_id="closure_%s")
    hours = list(OpeningHours.objects.visible_to(request.viewer).filter(desk=record).order_by("weekday", "opens"))
    context = _frame(request, record) | {"closure_form": form}
    context["form"] = DeskForm(desk=record, hours=hours)
    if not form.is_valid():
        return unprocessable(request, f"{TEMPLATES}/desk.html", context)
    told = form.cleaned_data
    try:
        desks.close_day(
            desk=record,
            day=told["day"],
            note=told["note"],
            agreed=told["agreed"],
            by=request.viewer.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("day", str(refusal))
        return unprocessable(request, f"{TEMPLATES}/desk.html", context)
    except desks.Displaces as displaced:
        form.add_error("agreed", _("这一天已有预约，请看下面的名单，勾选后再登记停办。"))
        return unprocessable(request, f"{TEMPLATES}/desk.html", context | _displaced(displaced, "closure"))
    return redirect(f"{here('desk', pk)}#closures")


@keeper
@require_POST
def desk_reopen(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """`pk` is the closure's. Gone already: it is open, as was asked."""
    closure = get_object_or_404(Closure.objects.visible_to(request.viewer).select_related("desk"), pk=pk)
    desks.reopen_day(closure=closure)
    return redirect(f"{here('desk', closure.desk_id)}#closures")


def _frame(request: HttpRequest, record: Desk) -> dict:
    ahead = Closure.objects.visible_to(request.viewer).filter(desk=record, day__gte=timezone.localdate())
    return {
        "desk": record,
        "closures": list(ahead.select_related("by").order_by("day")),
        "saved": request.GET.get("saved") == "1",
        "crumbs": _crumbs(record.name),
    }


def _displaced(displaced: desks.Displaces, where: str) -> dict:
    return {f"{where}_displaced": [(one, subject_of(one.application)) for one in displaced.bookings]}


def _crumbs(last: str) -> list[tuple[str, str]]:
    return crumbs((_("核验点"), here("desk_list")), (last, ""))
