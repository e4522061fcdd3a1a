"""How much each reviewer and each provider has in hand, has done and has left lying (B21): counted from the rows, in one statement each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.utils import timezone

from province.cases.models import Case, CaseQuerySet, Relation
from province.supervision.models import ProviderTally

UNDER_REVIEW = ("under_review", "awaiting_opinion")
# What stands with the province, whichever step it is at.
PENDING = ("reported", "under_review", "awaiting_opinion", "approved")
SENT_BACK = ("returned", "conflicted")
DAY = timedelta(days=1)


class Median(Aggregate):
    """Half of them took no longer."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Period:
    """Two days, both of them in it, of Shanghai."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Begin, and the moment at which it is over."""
        return midnight(self.first), midnight(self.last + DAY)

    def decided(self) -> Q:
        begin, end = self.moments
        return Q(decided_at__gte=begin, decided_at__lt=end)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def this_week(today: date) -> Period:
    """From Monday on."""
    return Period(today - DAY * today.weekday(), today)


@dataclass
class Reviewer:
    """One reviewer; `median` in days from the report to the decision, None where nothing was decided."""

    pk: int
    name: str
    held: int = 0
    today: int = 0
    week: int = 0
    decided: int = 0
    overdue: int = 0
    median: float | None = None


@dataclass
class Provider:
    """One provider as the province sees it, and what it told of itself (`told`)."""

    code: str
    name: str
    pending: int = 0
    overdue: int = 0
    decided: int = 0
    sent_back: int = 0
    told: ProviderTally | None = None

    @property
    def rate(self) -> str:
        """Sent back of what was decided, with one decimal; nothing where nothing was decided."""
        return f"{self.sent_back / self.decided:.1%}" if self.decided else ""


def ours(viewer) -> CaseQuerySet:
    """The cases that this province decides."""
    cases: CaseQuerySet = Case.objects.visible_to(viewer)  # type: ignore[assignment]  # its own kind of set
    return cases.filter(relation=Relation.SUBJECT)


def totals(viewer, *, now: datetime, period: Period) -> dict[str, int]:
    """Waiting, in hand, late, never mended, and decided in the period."""
    today, cases = timezone.localdate(now), ours(viewer)
    waiting = Q(state__in=UNDER_REVIEW)
    found = cases.filter(state__in=PENDING).aggregate(
        waiting=Count("id", filter=waiting),
        held=Count("id", filter=waiting & Q(claimed_by__isnull=False, claimed_until__gt=now)),
        overdue=Count("id", filter=Q(due_on__lt=today)),
    )
    return found | {"junk": cases.junk(today).count(), "decided": cases.filter(period.decided()).count()}


def reviewers(viewer, *, now: datetime, period: Period) -> list[Reviewer]:
    """Everybody who has something in hand or has decided in the period, today or this week; who has most that is late stands first."""
    today = timezone.localdate(now)
    found: dict[int, Reviewer] = {}
    in_hand = held(ours(viewer), now).order_by().values("claimed_by_id", "claimed_by__name")
    for row in in_hand.annotate(many=Count("id"), late=Count("id", filter=Q(due_on__lt=today))):
        who = found.setdefault(row["claimed_by_id"], Reviewer(row["claimed_by_id"], row["claimed_by__name"]))
        who.held, who.overdue = row["many"], row["late"]
    for row in _decided(viewer, today, period):
        who = found.setdefault(row["decided_by_id"], Reviewer(row["decided_by_id"], row["decided_by__name"]))
        who.today, who.week, who.decided = row["today"], row["week"], row["in_period"]
        who.median = round(row["median"] / DAY, 1) if row["median"] is not None else None
    return sorted(found.values(), key=lambda who: (-who.overdue, -who.held, who.name, who.pk))


def held(cases: CaseQuerySet, now: datetime) -> CaseQuerySet:
    """In somebody's hands at this moment."""
    return cases.filter(state__in=UNDER_REVIEW, claimed_by__isnull=False, claimed_until__gt=now)


def _decided(viewer, today: date, period: Period):
    week, day = this_week(today), Period(today, today)
    since = midnight(min(period.first, week.first))
    taken = ExpressionWrapper(F("decided_at") - F("reported_at"), output_field=DurationField())
    rows = ours(viewer).filter(decided_at__isnull=False, decided_at__gte=since).order_by()
    return rows.values("decided_by_id", "decided_by__name").annotate(
        today=Count("id", filter=day.decided()),
        week=Count("id", filter=week.decided()),
        in_period=Count("id", filter=period.decided()),
        median=Median(taken, filter=period.decided()),
    )


def providers(viewer, *, now: datetime, period: Period, name: str = "") -> list[Provider]:
    """Every provider with cases here or that told of itself; who has most that is late stands first, then by code."""
    today, cases = timezone.localdate(now), ours(viewer).order_by()
    if name:
        cases = cases.filter(provider_name__icontains=name)
    found: dict[str, Provider] = {}
    pending = cases.filter(state__in=PENDING).values("provider", "provider_name")
    for row in pending.annotate(many=Count("id"), late=Count("id", filter=Q(due_on__lt=today))):
        each = found.setdefault(row["provider"], Provider(row["provider"], row["provider_name"]))
        each.pending, each.overdue = each.pending + row["many"], each.overdue + row["late"]
    decided = cases.filter(period.decided(), decided_at__isnull=False).values("provider", "provider_name")
    for row in decided.annotate(many=Count("id"), back=Count("id", filter=Q(state__in=SENT_BACK))):
        each = found.setdefault(row["provider"], Provider(row["provider"], row["provider_name"]))
        each.decided, each.sent_back = each.decided + row["many"], each.sent_back + row["back"]
    _add_told(viewer, found, name)
    return sorted(found.values(), key=lambda each: (-each.overdue, -(each.told.overdue if each.told else 0), each.code))


def _add_told(viewer, found: dict[str, Provider], name: str) -> None:
    """What providers told; one without cases here has a line as well."""
    from province.supervision.tallies import providers as registered

    titles = {node.partition(":")[2]: title for node, title in registered().values_list("name", "title")}
    for told in ProviderTally.objects.visible_to(viewer):
        title = titles.get(told.provider, told.provider)
        if told.provider in found or not name or name.lower() in title.lower():
            found.setdefault(told.provider, Provider(told.provider, title)).told = told
    for code, title in titles.items():
        if not name or name.lower() in title.lower():
            found.setdefault(code, Provider(code, title))
