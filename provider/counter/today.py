"""Today: what waits for whom, overdue first, every number a link to its list; for the head of filing also who has and did how much (B21)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beian.filing import states
from beian.people.access import allow
from beian.people.nodes import here
from beian.reference import clocks
from provider.applications.models import Application
from provider.counter import claims, tables
from provider.counter.appointments.models import Booking, State
from provider.counter.models import Call, Precheck
from provider.counter.views import REPORTERS, STAFF, applications, last_done
from verification.sheet.models import VerificationSheet

SHOWN = 5
DAYS = 7


class Waiting(NamedTuple):
    """How many applications stand in one state, how many of them past their limit, and the next limit still ahead."""

    many: int = 0
    late: int = 0
    due: date | None = None


class Line(NamedTuple):
    application: Application
    name: str
    url: str
    holder: str


class Duty(NamedTuple):
    """One kind of work: how much waits, the most urgent first, and the lists behind the numbers."""

    state: str
    title: str
    url: str
    late_url: str
    lines: list[Line]
    counted: Waiting

    @property
    def waiting(self) -> int:
        return self.counted.many

    @property
    def late(self) -> int:
        return self.counted.late

    @property
    def next_due(self) -> clocks.Deadline | None:
        return clocks.deadline("new_filing", self.state, self.counted.due)


class Expected(NamedTuple):
    """Who comes today by appointment: how many, how many of them are here already, when the next one is due."""

    many: int
    came: int
    next: time | None


class Load(NamedTuple):
    """What one person has in hand now, and did in the last seven days."""

    name: str
    held: int
    passed: int
    returned: int
    late: int
    calls: int
    signed: int


@allow(*STAFF)
@require_GET
def today(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    rows = applications(request)
    counted = _counted(rows, timezone.localdate(now))
    duties = [
        _duty(request, counted, "submitted", _("待预核验"), "precheck_queue", "precheck", "provider_clerk"),
        _duty(request, counted, "prechecked", _("待现场核验"), "visit_queue", "visit", "provider_verifier"),
        _duty(request, counted, "verified", _("已核验，待上报"), "report_queue", "filing", *REPORTERS),
        _duty(request, counted, "returned", _("已退回，等主办者修改"), "", "filing", *STAFF),
    ]
    context = {
        "duties": duties,
        "expected": _expected(request, timezone.localdate(now)),
        "mine": _in_hand(request, now),
        "done": last_done(request),
        "clerk": request.viewer.holds("provider_clerk"),
        "nothing_yet": not counted and not rows.exists(),
    }
    if request.viewer.holds("provider_admin"):
        context |= overview(request, now)
    return render(request, "provider/counter/today.html", context)


def _expected(request: HttpRequest, today: date) -> Expected:
    appointments = Booking.objects.visible_to(request.viewer).filter(day=today, walk_in=False)
    return Expected(
        **appointments.filter(state__in=(State.BOOKED, State.CAME, State.MISSED)).aggregate(
            many=Count("id"),
            came=Count("id", filter=Q(state=State.CAME)),
            next=Min("start", filter=Q(state=State.BOOKED)),
        )
    )


def _counted(rows: QuerySet[Application], today: date) -> dict[str, Waiting]:
    """State → how many; from the queue's index alone, over the states in which something waits here."""
    open_rows = rows.filter(state__in=("submitted", "prechecked", "verified", "returned")).order_by()
    counts = open_rows.values_list("state").annotate(
        many=Count("id"), late=Count("id", filter=Q(due_on__lt=today)), due=Min("due_on", filter=Q(due_on__gte=today))
    )
    return {state: Waiting(many, late, due) for state, many, late, due in counts}


def _duty(
    request: HttpRequest, counted: dict[str, Waiting], state: str, title: str, queue: str, page: str, *roles: str
) -> Duty:
    """Whoever may not do the work is led to reading pages."""
    mine = request.viewer.holds(*roles)
    url = here(queue) if mine and queue else f"{here('filing_list')}?state={state}"
    late_url = f"{url}?show=overdue" if mine and queue else f"{url}&due=overdue"
    found = counted.get(state, Waiting())
    return Duty(
        state, title, url, late_url, _lines(request, state, page if mine else "filing") if found.many else [], found
    )


def _lines(request: HttpRequest, state: str, page: str) -> list[Line]:
    waiting = claims.with_holder(applications(request).filter(state=state), timezone.now())
    first = waiting.defer("sealed", "wrapped_key").order_by("due_on", "id")[:SHOWN]
    return [Line(row, tables.subject_of(row), here(page, row.uuid), row.holder or "") for row in first]


def _in_hand(request: HttpRequest, now: datetime) -> Application | None:
    """What the viewer had open last and has not decided."""
    held = applications(request).filter(state="submitted", claimed_by=request.viewer.user)
    return held.filter(claimed_at__gt=now - claims.LEASE).defer("sealed", "wrapped_key").first()


def overview(request: HttpRequest, now: datetime) -> dict:
    """For the head of filing: what is past its limit by where it lies, self-filed ones nobody looked at, and the load per person (B21)."""
    rows, labels = applications(request), states.APPLICATION.states
    today = timezone.localdate(now)
    filings = here("filing_list")
    late = rows.overdue_by_state(today)
    return {
        "late": [(str(labels[state].label), many, f"{filings}?state={state}&due=overdue") for state, many in late],
        "unchecked": rows.left_unchecked(today).count(),
        "unchecked_url": f"{filings}?state=submitted&due=overdue&filled_by=owner",
        "loads": loads(request, now),
        "days": DAYS,
    }


def loads(request: HttpRequest, now: datetime) -> list[Load]:
    """Everybody who has something in hand or did something in the last seven days, the busiest first."""
    since = now - timedelta(days=DAYS)
    seen = request.viewer
    held = applications(request).filter(state="submitted", claimed_at__gt=now - claims.LEASE)
    decided = Precheck.objects.visible_to(seen).filter(at__gte=since)
    counts = {
        "held": _by(held, "claimed_by__name"),
        "passed": _by(decided.filter(passed=True), "by__name"),
        "returned": _by(decided.filter(passed=False), "by__name"),
        "late": _by(decided.filter(late=True), "by__name"),
        "calls": _by(Call.objects.visible_to(seen).filter(at__gte=since), "by__name"),
        "signed": _by(VerificationSheet.objects.visible_to(seen).filter(signed_at__gte=since), "signed_by__name"),
    }
    names = sorted({name for each in counts.values() for name in each if name})
    found = [Load(name, **{what: each.get(name, 0) for what, each in counts.items()}) for name in names]
    return sorted(found, key=lambda load: (-load.held, -(load.passed + load.returned + load.signed), load.name))


def _by(rows: QuerySet, name: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(name).annotate(many=Count("id")))
