"""The blacklist's pages: what is listed, putting something forward, and the second person's word."""

from collections.abc import Callable

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beian.pages import tables
from beian.pages.components import Entry
from beian.pages.forms import unprocessable
from beian.pages.words import day
from beian.people.access import allow
from beian.people.nodes import here
from ministry.register.tables import province_name
from ministry.supervision import blacklist
from ministry.supervision.blacklist import NotListed
from ministry.supervision.forms import LiftForm, ProposeForm
from ministry.supervision.models import BlacklistEntry

READERS = ("ministry_analyst", "ministry_supervisor")
OFFICER = "ministry_supervisor"


def standing(entry: BlacklistEntry) -> tuple[str, str]:
    """In words, and the colour of its badge."""
    if entry.lifted_by_id:
        return _("已移出"), "neutral"
    if entry.confirmed_by_id is None:
        return _("待确认"), "warning"
    if entry.lift_asked_by_id:
        return _("待确认移出"), "warning"
    if entry.until_day and entry.until_day < timezone.localdate():
        return _("已到期"), "neutral"
    return _("生效"), "danger"


class BlacklistFilter(tables.FilterSet):
    kind = django_filters.ChoiceFilter(label=gettext_lazy("类别"), choices=BlacklistEntry.Kind.choices)
    shown = django_filters.CharFilter(label=gettext_lazy("内容"), lookup_expr="icontains", max_length=255)

    class Meta:
        model = BlacklistEntry
        fields: list[str] = []


class BlacklistTable(tables.Table):
    columns = (
        tables.Column("shown", gettext_lazy("内容"), link=lambda entry: here("blacklist_entry", entry.pk)),
        tables.Column("get_kind_display", gettext_lazy("类别"), value=lambda entry: entry.get_kind_display()),
        tables.Column("province", gettext_lazy("决定机关"), value=lambda entry: decided_by(entry)),
        tables.Column("from_day", gettext_lazy("自"), kind="date"),
        tables.Column("until_day", gettext_lazy("至"), kind="date"),
        tables.Column("standing", gettext_lazy("状态"), kind="badge", value=standing),
    )
    filterset = BlacklistFilter
    orders = {"new": ("-id",)}
    name = "blacklist"


def decided_by(entry: BlacklistEntry) -> str:
    return province_name(entry.province) if entry.province else _("工业和信息化部")


@allow(*READERS)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Everything listed, waiting, lifted; newest first."""
    return BlacklistTable.respond(
        request, BlacklistEntry.objects.visible_to(request.viewer), "ministry/supervision/blacklist.html"
    )


@allow(OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Put something forward; a second officer confirms it on its page."""
    form = ProposeForm(request.POST or None)
    context = {"form": form, "crumbs": [(_("黑名单"), here("blacklist")), (_("列入黑名单"), "")]}
    if request.method != "POST":
        return render(request, "ministry/supervision/propose.html", context)
    if not form.is_valid():
        return unprocessable(request, "ministry/supervision/propose.html", context)
    try:
        entry = blacklist.propose(**form.listed(), by=request.viewer.user, now=timezone.now())
    except NotListed as refusal:
        form.add_error("value", str(refusal))
        return unprocessable(request, "ministry/supervision/propose.html", context)
    return redirect(here("blacklist_entry", entry.pk))


@allow(*READERS)
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: why, since when, who did what, and the next step for whoever may take it."""
    return _page(request, _entry(request, pk), LiftForm())


@allow(OFFICER)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person lists it."""
    return _step(request, pk, lambda found, now: blacklist.confirm(entry=found, by=request.viewer.user, now=now))


@allow(OFFICER)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person takes it off."""
    return _step(request, pk, lambda found, now: blacklist.lift(entry=found, by=request.viewer.user, now=now))


@allow(OFFICER)
@require_POST
def ask_to_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The first of the two who take it off says why."""
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _page(request, _entry(request, pk), form, status=422)
    reason, user = form.cleaned_data["reason"], request.viewer.user
    return _step(request, pk, lambda found, now: blacklist.ask_to_lift(entry=found, reason=reason, by=user, now=now))


def _step(request: HttpRequest, pk: int, step: Callable) -> HttpResponse:
    found = _entry(request, pk)
    try:
        step(found, timezone.now())
    except NotListed as refusal:
        return _page(request, found, LiftForm(), problem=str(refusal), status=409)
    return redirect(here("blacklist_entry", pk))


def _entry(request: HttpRequest, pk: int) -> BlacklistEntry:
    rows = BlacklistEntry.objects.visible_to(request.viewer)
    return get_object_or_404(rows.select_related("listed_by", "confirmed_by", "lift_asked_by", "lifted_by"), pk=pk)


def _page(request: HttpRequest, found: BlacklistEntry, form: LiftForm, problem: str = "", status: int = 200):
    officer = request.viewer.holds(OFFICER)
    context = {
        "entry": found,
        "standing": standing(found),
        "facts": [
            (_("内容"), found.shown),
            (_("类别"), found.get_kind_display()),
            (_("决定机关"), decided_by(found)),
            (_("文号"), found.letter),
            (_("原因"), found.reason),
            (_("期限"), _days(found)),
        ],
        "history": _history(found),
        "form": form,
        "problem": problem,
        "confirming": _offer(officer and found.confirmed_by_id is None, blacklist.check_can_confirm, found, request),
        "lifting": _offer(
            officer and bool(found.lift_asked_by_id) and not found.lifted_by_id,
            blacklist.check_can_lift,
            found,
            request,
        ),
        "asking": officer and bool(found.confirmed_by_id) and not found.lift_asked_by_id,
        "crumbs": [(_("黑名单"), here("blacklist")), (found.shown, "")],
    }
    return render(request, "ministry/supervision/entry.html", context, status=status)


def _days(found: BlacklistEntry) -> str:
    last = day(found.until_day) if found.until_day else _("移出为止")
    return f"{day(found.from_day)} – {last}"


def _offer(offered: bool, check: Callable, found: BlacklistEntry, request: HttpRequest) -> dict | None:
    """The step as the page shows it: a button, or the sentence why this person may not take it."""
    if not offered:
        return None
    try:
        check(found, request.viewer.user)
    except (NotListed, PermissionDenied) as refusal:
        return {"refusal": str(refusal)}
    return {"refusal": ""}


def _history(found: BlacklistEntry) -> list[Entry]:
    steps = (
        (_("提出列入"), found.listed_at, found.listed_by, ""),
        (_("确认列入"), found.confirmed_at, found.confirmed_by, ""),
        (_("提出移出"), found.lift_asked_at, found.lift_asked_by, found.lift_reason),
        (_("确认移出"), found.lifted_at, found.lifted_by, ""),
    )
    return [Entry(title, at=at, by=by.name, text=text) for title, at, by, text in steps if at]
