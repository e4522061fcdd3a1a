"""The counter's day: what is due, the queues, and an application as the staff see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian import audit
from beian.editions.shifts import DueShift
from beian.evidence.models import EvidenceFile
from beian.filing import sealing, states
from beian.notices.models import Notice
from beian.pages import reading, words
from beian.pages.components import Tab
from beian.pages.forms import Mistake, unprocessable
from beian.people import scope
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter import chronicle, claims, tables, transitions
from provider.counter.appointments.standing import standing, with_booking
from provider.counter.forms import RevealForm
from provider.counter.models import Call
from provider.counter.permissions import check_can_report
from provider.hosting.permissions import check_can_open
from verification.sheet.models import VerificationSheet

STAFF = ("provider_clerk", "provider_verifier", "provider_admin")
REPORTERS = ("provider_verifier", "provider_admin")
SOON = timedelta(days=2)


def applications(request: HttpRequest) -> QuerySet[Application]:
    """What was handed in at this provider; drafts are their owners' alone."""
    mine = Application.objects.visible_to(request.viewer).filter(state__in=tables.HANDED_IN)
    return mine.exclude(submitted_at=None)


def one(request: HttpRequest, uuid: UUID) -> Application:
    return get_object_or_404(applications(request), uuid=uuid)


def _queue(
    request: HttpRequest,
    table: type,
    state: str,
    title: str,
    none: str,
    more: Callable[[QuerySet], QuerySet] | None = None,
) -> HttpResponse:
    """`more` adds to the rows what the table shows besides."""
    waiting = more(applications(request)) if more else applications(request)
    waiting = waiting.filter(state=state).defer("sealed", "wrapped_key")
    late, url = request.GET.get("show") == "overdue", request.path
    waiting = waiting.overdue(timezone.localdate()) if late else waiting
    tabs = [Tab(_("已逾期"), f"{url}?show=overdue", current=late), Tab(_("全部"), url, current=not late)]
    context = {"title": title, "none": _("没有逾期的申请") if late else none, "tabs": tabs}
    return table.respond(request, waiting, "provider/counter/queue.html", context)


@allow("provider_clerk")
@require_GET
def precheck_queue(request: HttpRequest, code: str) -> HttpResponse:
    """What waits for its precheck: overdue, to do, due soon; and what was returned or passed."""
    now, today = timezone.now(), timezone.localdate()
    shown = request.GET.get("show", "")
    shown = shown if shown in tables.PRECHECKS else "all"
    rows = applications(request)
    counts = _to_precheck(rows, today)
    context = {
        "title": _("待预核验"),
        "none": NONE_TO_PRECHECK.get(shown, _("这里还没有申请")),
        "all_done": _all_done(counts["next"]) if shown in NONE_TO_PRECHECK else "",
        "tabs": _precheck_tabs(counts, shown),
        "take_next": True,
        "done": last_done(request),
    }
    waiting = claims.with_holder(_precheck_rows(rows, shown, today), now).defer("sealed", "wrapped_key")
    return tables.PrecheckTable.respond(request, waiting, "provider/counter/queue.html", context)


NONE_TO_PRECHECK = {
    "overdue": gettext_lazy("没有逾期的申请"),
    "all": gettext_lazy("没有等待预核验的申请"),
    "soon": gettext_lazy("没有即将到期的申请"),
}


def _precheck_rows(rows: QuerySet[Application], shown: str, today: date) -> QuerySet[Application]:
    rows = rows.filter(state=tables.PRECHECKS[shown])
    if shown == "overdue":
        return rows.filter(due_on__lt=today)
    return rows.filter(due_on__range=(today, today + SOON)) if shown == "soon" else rows


def _to_precheck(rows: QuerySet[Application], today: date) -> dict[str, Any]:
    """How many by tab, and the next limit ahead: from the queue's index in one query. What is done is not counted."""
    return rows.filter(state="submitted").aggregate(
        all=Count("id"),
        overdue=Count("id", filter=Q(due_on__lt=today)),
        soon=Count("id", filter=Q(due_on__range=(today, today + SOON))),
        next=Min("due_on", filter=Q(due_on__gte=today)),
    )


def _all_done(following: date | None) -> str:
    return _("下一个期限：%(day)s。") % {"day": words.day(following)} if following else _("都办完了。")


def _precheck_tabs(counts: dict[str, Any], shown: str) -> list[Tab]:
    return [
        Tab(str(label), f"{here('precheck_queue')}?show={key}", counts.get(key), current=key == shown)
        for key, label in tables.PRECHECK_TABS.items()
    ]


def last_done(request: HttpRequest) -> Application | None:
    """The application that was just decided, named in the address; a wrong name shows nothing."""
    try:
        uuid = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    return applications(request).defer("sealed", "wrapped_key").filter(uuid=uuid).first()


@allow(*STAFF)
@require_GET
def call_list(request: HttpRequest, code: str) -> HttpResponse:
    """The log of calls and mails, the latest first."""
    calls = Call.objects.visible_to(request.viewer).listed()
    context = {"title": _("联系记录"), "none": _("还没有联系记录")}
    return tables.CallTable.respond(request, calls, "provider/counter/queue.html", context)


@allow("provider_verifier")
@require_GET
def visit_queue(request: HttpRequest, code: str) -> HttpResponse:
    return _queue(request, tables.VisitTable, "prechecked", _("待现场核验"), _("没有等待现场核验的申请"), with_booking)


@allow(*REPORTERS)
@require_GET
def report_queue(request: HttpRequest, code: str) -> HttpResponse:
    return _queue(request, tables.ReportTable, "verified", _("待上报"), _("没有等待上报的申请"))


@allow(*STAFF)
@require_GET
def filing_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every application handed in here, by where it stands."""
    shown = request.GET.get("show", "all")
    rows = applications(request).defer("sealed", "wrapped_key")
    rows = rows.filter(state__in=tables.SHOWN[shown]) if shown in tables.SHOWN else rows
    rows = rows.overdue(timezone.localdate()) if shown == "overdue" else rows
    tabs = [
        Tab(str(label), f"{here('filing_list')}?show={key}", current=key == shown) for key, label in tables.TABS.items()
    ]
    context = {
        "tabs": tabs,
        "title": _("全部申请"),
        "none": _("没有逾期的申请") if shown == "overdue" else _("这里还没有申请"),
    }
    if shown == "overdue":
        context |= _late(request)
    return tables.FilingTable.respond(request, rows, "provider/counter/queue.html", context)


def _late(request: HttpRequest) -> dict:
    """What is past its limit, by where it lies, and how much of it owners handed in themselves and nobody here has looked at (B21)."""
    today, rows = timezone.localdate(), applications(request)
    labels = states.APPLICATION.states
    late = [(str(labels[state].label), many) for state, many in rows.overdue_by_state(today)]
    return {"late": late, "unchecked": rows.left_unchecked(today).count()}


@allow(*STAFF)
@require_GET
def shifts(request: HttpRequest, code: str) -> HttpResponse:
    """Due dates that a new calendar or new clocks have moved, the latest first."""
    moved = DueShift.objects.visible_to(request.viewer)
    return tables.ShiftTable.respond(request, moved, "pages/shifts.html")


@allow(*STAFF)
@require_GET
def filing(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One application as it stands, persons masked, and what may be done with it now."""
    return render(request, "provider/counter/filing.html", filing_frame(request, one(request, uuid)))


def filing_frame(request: HttpRequest, record: Application) -> dict:
    document = record.masked_document()
    sheets = VerificationSheet.objects.visible_to(request.viewer)
    return {
        "application": record,
        "name": tables.subject_of(record),
        "sites": tables.sites_of(record),
        "groups": reading.groups(document),
        "labels": reading.labels(document),
        "files": EvidenceFile.objects.visible_to(request.viewer).of(record.uuid),
        "sheet": sheets.filter(application=record.uuid, round=record.round).first(),
        "timeline": chronicle.timeline(record),
        "rounds": list(record.rounds.defer("sealed", "document")),
        "calls": list(record.calls.select_related("by").order_by("-id")),
        "messages": chronicle.messages(Notice.objects.visible_to(request.viewer).of(record.uuid)),
        "may": _may(request, record),
        "booking": standing(request, record) if record.state == "prechecked" else None,
        "opening": record.openings.first(),
        "opening_refusal": _refusal(check_can_open, record),
        "report_refusal": _refusal(check_can_report, record) if record.state == "verified" else "",
        "crumbs": crumbs((tables.subject_of(record), "")),
    }


@allow(*STAFF)
@require_GET
def filing_round(request: HttpRequest, code: str, uuid: UUID, number: int) -> HttpResponse:
    """What was handed in on one round and what came of it; persons masked."""
    record = one(request, uuid)
    round_ = get_object_or_404(record.rounds.defer("sealed"), number=number)
    document, title = sealing.read_open(round_.document), _("第 %(n)d 次提交") % {"n": number}
    context = {
        "application": record,
        "round": round_,
        "outcome": states.APPLICATION.states[round_.outcome].label if round_.outcome else "",
        "name": tables.subject_of(record),
        "groups": reading.groups(document),
        "labels": reading.labels(document),
        "crumbs": crumbs((tables.subject_of(record), here("filing", uuid)), (title, "")),
    }
    return render(request, "provider/counter/round.html", context)


def _may(request: HttpRequest, record: Application) -> dict[str, bool]:
    """What this viewer's role lets him do here."""
    holds = request.viewer.holds
    return {
        "precheck": holds("provider_clerk") and record.state == "submitted",
        "book": holds(*STAFF) and record.state == "prechecked",
        "visit": holds("provider_verifier") and record.state == "prechecked",
        "report": holds(*REPORTERS) and record.state == "verified",
        "open": holds(*REPORTERS) and record.state == "granted",
    }


def _refusal(check, record: Application) -> str:
    try:
        check(record)
    except Refused as refusal:
        return str(refusal)
    return ""


@allow(*STAFF)
@require_http_methods(["GET", "POST"])
def application_reveal(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The personal items in full, once, to somebody who says why; who, when and why are logged (Q2)."""
    record = one(request, uuid)
    form = RevealForm(request.POST if request.method == "POST" else None)
    context = {
        "application": record,
        "form": form,
        "name": tables.subject_of(record),
        "crumbs": crumbs((tables.subject_of(record), here("filing", uuid)), (_("查看完整信息"), "")),
    }
    if request.method == "GET":
        return render(request, "provider/counter/reveal.html", context)
    if not form.is_valid():
        return unprocessable(request, "provider/counter/reveal.html", context)
    log_reading(record, form.cleaned_data["reason"])
    document = record.open_document()
    personal = [line for line in reading.lines(document) if line.personal]
    return render(request, "provider/counter/revealed.html", context | {"lines": personal})


def log_reading(record: Application, reason: str) -> None:
    """Somebody saw the personal items in the clear. It stays written even where the request is then refused."""
    uuid, owner = record.uuid, record.owner_id
    scope.remains(
        lambda: audit.record(
            verb="application.read", subject=("application", uuid), owner=owner, after={"reason": reason}
        )
    )


@allow(*REPORTERS)
@require_POST
def report(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Report it to the province; the message leaves with the change of state, or neither does."""
    record = one(request, uuid)
    try:
        transitions.report(application=record, now=timezone.now())
    except Refused as refusal:
        context = filing_frame(request, record) | {"report_refusal": str(refusal), "mistakes": mistake(str(refusal))}
        return unprocessable(request, "provider/counter/filing.html", context)
    return redirect(here("filing", uuid))


def mistake(text: str) -> list[Mistake]:
    """A refusal of the whole page, for its summary."""
    return [Mistake(text, "")]


def crumbs(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("今日工作"), here("today")), *steps]
