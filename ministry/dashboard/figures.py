"""The nation in numbers: what the register counts, what is on its way, and what provinces tell. A few set-based statements, no row of a filing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum

from beian.filing.tallies import is_late
from beian.people.models import Node
from beian.reference.tables import table
from ministry.dashboard.models import CarriedTally, FilingTotal, GrantCount, ReviewTally
from ministry.register.models import ON_THE_WAY, Passage
from ministry.register.tables import SENT_BACK, TRANSIT

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Beyond this many days the trend is told by weeks.
MOST_DAYS = 62
WORST = 10


@dataclass(frozen=True)
class Period:
    """Two days of Shanghai, both of them in it."""

    first: date
    last: date

    @property
    def query(self) -> dict[str, str]:
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


@dataclass
class Place:
    """A province, or a provider in one: filings in force, granted in the period, on their way, sent back, and what was told."""

    code: str
    name: str
    subjects: int = 0
    sites: int = 0
    granted: int = 0
    transit: int = 0
    returned: int = 0
    review: ReviewTally | None = None
    carried: CarriedTally | None = None

    @property
    def overdue(self) -> int | None:
        """Reviews past their limit, by the province's word; None where it never told."""
        return self.review.overdue if self.review else None

    def late(self, now: datetime) -> bool:
        return is_late(self.review.as_of if self.review else None, now)


def provinces(viewer, period: Period, language: str) -> list[Place]:
    """Every province in the order of the table, in four statements."""
    found = {
        row.code: Place(row.code, row.flags.get("short_name") or row.label(language)) for row in table("provinces").rows
    }
    if language.startswith("en"):
        found = {row.code: Place(row.code, row.label(language)) for row in table("provinces").rows}
    _fill(viewer, found, period, "province", "subject_province", {})
    for told in ReviewTally.objects.visible_to(viewer):
        if told.province in found:
            found[told.province].review = told
    return list(found.values())


def place(viewer, province: str, name: str, period: Period) -> Place:
    """One province alone."""
    found = {province: Place(province, name)}
    _fill(viewer, found, period, "province", "subject_province", {})
    found[province].review = ReviewTally.objects.visible_to(viewer).filter(province=province).first()
    return found[province]


def providers(viewer, province: str, period: Period) -> list[Place]:
    """Every provider that has filings in this province, something on its way to it, or belongs to it; who has most that is late stands first."""
    totals = FilingTotal.objects.visible_to(viewer).filter(province=province)
    carried = {told.provider: told for told in CarriedTally.objects.visible_to(viewer).filter(province=province)}
    names = dict(totals.values_list("provider", "provider_name")) | {code: told.name for code, told in carried.items()}
    found = {code: Place(code, name, carried=carried.get(code)) for code, name in names.items()}
    _fill(viewer, found, period, "provider", "provider", {"province": province}, adding=True)
    _name(place for place in found.values() if not place.name)
    return sorted(found.values(), key=_by_backlog)


def _name(places: Iterable[Place]) -> None:
    """Providers that have nothing but applications on their way are called as the registry of nodes has them."""
    unnamed = {f"provider:{place.code}": place for place in places}
    titles = dict(Node.objects.filter(name__in=unnamed).values_list("name", "title")) if unnamed else {}
    for node, place in unnamed.items():
        place.name = titles.get(node, place.code)


def _by_backlog(place: Place) -> tuple:
    return (-(place.carried.overdue if place.carried else 0), -place.transit, -place.subjects, place.code)


def one(viewer, provider: str, province: str, period: Period) -> Place | None:
    """A provider in the nation, or in one province; None if nothing is known of it."""
    total = FilingTotal.objects.visible_to(viewer).filter(provider=provider).order_by("province").first()
    carried = CarriedTally.objects.visible_to(viewer).filter(provider=provider).first()
    node = Node.objects.filter(name=f"provider:{provider}").first()
    if total is None and carried is None and node is None:
        return None
    name = (carried and carried.name) or (node and node.title) or total.provider_name
    found = {provider: Place(provider, name, carried=carried)}
    _fill(viewer, found, period, "provider", "provider", {"province": province} if province else {})
    return found[provider]


def _fill(
    viewer,
    found: dict[str, Place],
    period: Period,
    by: str,
    passages_by: str,
    within: dict[str, str],
    adding: bool = False,
) -> None:
    """Filings in force, grants of the period and applications on their way, grouped, and looked up by key where one place is asked for.

    With `adding`, a place that only has applications on their way comes to stand in `found`, without its name.
    """
    one = len(found) == 1 and not adding
    key = next(iter(found)) if one else ""
    only = {by: key} if one else {}
    totals = FilingTotal.objects.visible_to(viewer).filter(**within, **only).order_by().values_list(by)
    for code, subjects, sites in totals.annotate(Sum("subjects"), Sum("sites")):
        if code in found:
            found[code].subjects, found[code].sites = int(subjects), int(sites)
    grants = GrantCount.objects.visible_to(viewer).filter(day__range=(period.first, period.last), **within, **only)
    for code, granted in grants.order_by().values_list(by).annotate(Sum("subjects")):
        if code in found:
            found[code].granted = int(granted)
    where = ({"subject_province": within["province"]} if within else {}) | ({passages_by: key} if one else {})
    for code, transit, returned in _on_the_way(viewer, passages_by, where):
        if code in found or adding:
            place = found.setdefault(code, Place(code, ""))
            place.transit, place.returned = transit, returned


def _on_the_way(viewer, by: str, where: dict[str, str]):
    """(code, in transit, sent back), read from the index alone."""
    ways = Passage.objects.visible_to(viewer).filter(state__in=ON_THE_WAY, **where).order_by().values_list(by)
    return ways.annotate(
        transit=Count("state", filter=Q(state__in=TRANSIT)), returned=Count("state", filter=Q(state__in=SENT_BACK))
    )


def trend(viewer, period: Period, *, province: str = "", provider: str = "") -> list[tuple[date, int, int]]:
    """(day, or Monday of a week in a long period; subjects, sites) granted, the empty ones too."""
    rows = GrantCount.objects.visible_to(viewer).filter(day__range=(period.first, period.last))
    rows = rows.filter(**({"province": province} if province else {}), **({"provider": provider} if provider else {}))
    step = DAY if (period.last - period.first).days <= MOST_DAYS else WEEK
    found = {day: [0, 0] for day in _steps(period, step)}
    for day, subjects, sites in rows.order_by().values_list("day").annotate(Sum("subjects"), Sum("sites")):
        counted = found[day if step == DAY else day - DAY * day.weekday()]
        counted[0], counted[1] = counted[0] + int(subjects), counted[1] + int(sites)
    return [(day, subjects, sites) for day, (subjects, sites) in found.items()]


def _steps(period: Period, step: timedelta):
    day = period.first if step == DAY else period.first - DAY * period.first.weekday()
    while day <= period.last:
        yield day
        day += step


@dataclass(frozen=True)
class Share:
    """A rate with both its numbers: how many of how many."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        return f"{self.part / self.whole:.1%}" if self.whole else "—"


def told(viewer, now: datetime) -> tuple[Share, Share]:
    """Provinces and providers whose latest counts are fresh, of all that are established."""
    there = dict(Node.objects.exclude(tier="ministry").order_by().values_list("tier").annotate(Count("name")))
    moments = list(ReviewTally.objects.visible_to(viewer).values_list("as_of", flat=True))
    carried = CarriedTally.objects.visible_to(viewer).exclude(as_of=None).values_list("as_of", flat=True)
    fresh = [sum(not is_late(moment, now) for moment in each) for each in (moments, carried)]
    return Share(fresh[0], there.get("province", 0)), Share(fresh[1], there.get("provider", 0))


def worst(viewer) -> list[CarriedTally]:
    """The ten providers with most that is past its limit on their side; ties by code."""
    rows = CarriedTally.objects.visible_to(viewer).filter(overdue__gt=0)
    return list(rows.order_by("-overdue", "provider")[:WORST])
