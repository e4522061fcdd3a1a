"""Submitted to granted through the running platform, machine steps only (G13): web, workers by queue and beat are real processes.

The applications stand verified before the clock starts. Each is reported at its time by the verifier's verb; a reviewer approves it
by his own as soon as it is under review; the clock stops when the provider holds the number.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

import psycopg2
from django.db import connections
from django.utils import timezone

from provider.applications.models import Application
from provider.counter import transitions as counter
from province.cases import permissions, transitions
from province.cases.models import Case
from tests.beian.filing.drafts import company
from tests.bench import sizes
from tests.bench.lines import Line, percentile
from tests.cast import Cast
from tests.faults.running import free_port, running, serves
from tests.faults.storm import certificate
from tests.provider.stories import application_at

# How many applications at how many per second: some to warm up, each with little company, and the goal's rate.
WARMING, QUIET, GOAL = (sizes.of(4, 2), 2), (sizes.of(16, 3), 1), (sizes.of(40, 3), 5)
PATIENCE = 60
# provider, province of the subject: at home, at home elsewhere, and through all three provinces' mail
ROUTES = (("provider:p01", "11"), ("provider:p02", "33"), ("provider:p01", "33"))
_STATES = "SELECT uuid::text, state FROM provider_application WHERE uuid = ANY(%s::uuid[])"
_LAG = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM applied_at - created_at)), count(*)
FROM beian_inboxmessage WHERE state = 'applied' AND created_at >= %s
"""
_REVIEWED = "SELECT application::text FROM province_case WHERE relation = 'subject' AND state = 'under_review'"


@dataclass
class Trip:
    """One application on its way: which provider, which province, and the moments of its clock (seconds, monotonic)."""

    uuid: UUID
    provider: str
    province: str
    began: float = 0.0
    ended: float = 0.0


def measure(folder: Path) -> list[Line]:
    """Median and 95th percentile of the seconds from report to grant, at the goal's rate and at a quiet one."""
    cast, parts = Cast(), (WARMING, QUIET, GOAL)
    trips = iter([_verified(cast, number) for number in range(sum(many for many, _rate in parts))])
    with running(os.environ, folder) as platform:
        port = free_port()
        platform.web(port, processes=2, threads=4)
        platform.listener()
        platform.worker(queues="exchange", children=2)
        platform.worker(queues="work,documents", children=1)
        platform.beat()
        platform.until(lambda: serves(port), seconds=60, what="the web answers")
        _travel(cast, list(islice(trips, WARMING[0])), WARMING[1], platform)
        began = timezone.now()
        quiet = _travel(cast, list(islice(trips, QUIET[0])), QUIET[1], platform)
        lag = _lag(began)
        goal = _travel(cast, list(islice(trips, GOAL[0])), GOAL[1], platform)
    return [*_lines("G13-quiet", QUIET, quiet), lag, *_lines("G13", GOAL, goal, most=2)]


def _lag(since: datetime) -> Line:
    """From the moment a filing's message was written to the moment it had its effect, the filing's own work included, at the quiet rate."""
    line = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    with line.cursor() as cursor:
        cursor.execute(_LAG, [since])
        ((median, messages),) = cursor.fetchall()
    line.close()
    what = f"a filing's messages, written to applied with all that they do, p50 of {messages} at {QUIET[1]} filing/s"
    return Line("G6-lag-filings", what, 1000 * float(median), "ms")


def _lines(name: str, part: tuple[int, int], seconds: list[float], most: float | None = None) -> list[Line]:
    many, rate = part
    what = f"submitted to granted, all tiers, machine steps only, {many} filings at {rate}/s"
    median, slowest = percentile(seconds, 50), percentile(seconds, 95)
    goal = {"goal": f"≤ {most} s", "met": slowest <= most} if most else {}
    return [Line(f"{name}-p50", f"{what}, p50", median, "s"), Line(f"{name}-p95", f"{what}, p95", slowest, "s", **goal)]


def _verified(cast: Cast, number: int) -> Trip:
    provider, province = ROUTES[number % len(ROUTES)]
    document = company()
    document["subject"]["certificate"]["number"] = certificate(number)
    document["subject"]["name"] = f"北京第{number}号科技有限公司"  # one name under two certificates would be a conflict
    application = application_at(
        "verified",
        cast,
        node=provider,
        document=document,
        mobile=f"138{number:08d}",
        province=province,
        domain=f"bench{number}.cn",
    )
    return Trip(application.uuid, provider, province)


def _travel(cast: Cast, trips: list[Trip], rate: int, platform) -> list[float]:
    """Report at the rate per second while approving what comes under review, until the last is granted; the seconds of each."""
    reporters = {trip.provider: cast.person("provider_verifier", trip.provider) for trip in trips}
    reviewers = {trip.province: cast.person("province_reviewer", f"province:{trip.province}") for trip in trips}
    reporting = threading.Thread(target=_report, args=(cast, trips, rate, reporters))
    watch = _Watch(cast, trips, reviewers)
    reporting.start()
    try:
        platform.until(watch.look, seconds=len(trips) / rate + PATIENCE, what="every application is granted")
    finally:
        reporting.join()
        watch.line.close()
    return [trip.ended - trip.began for trip in trips]


def _report(cast: Cast, trips: list[Trip], rate: int, reporters: dict) -> None:
    began = time.monotonic()
    for place, trip in enumerate(trips):
        time.sleep(max(0.0, began + place / rate - time.monotonic()))
        trip.began = time.monotonic()
        with cast.acting(reporters[trip.provider]):
            counter.report(application=Application.objects.get(uuid=trip.uuid), now=timezone.now())
    connections.close_all()


class _Watch:
    """Sees how far each application is, in two statements a look, and lets the reviewers approve."""

    def __init__(self, cast: Cast, trips: list[Trip], reviewers: dict) -> None:
        self.cast, self.trips, self.reviewers = cast, {str(trip.uuid): trip for trip in trips}, reviewers
        self.line = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
        self.line.autocommit = True

    def look(self) -> bool:
        for (uuid,) in self._rows(_REVIEWED):
            self._approve(self.trips[uuid])
        for uuid, state in self._rows(_STATES, list(self.trips)):
            if state in ("returned", "conflicted"):
                raise RuntimeError(f"{uuid} was {state}")
            if state == "granted" and not self.trips[uuid].ended:
                self.trips[uuid].ended = time.monotonic()
        return all(trip.ended for trip in self.trips.values())

    def _approve(self, trip: Trip) -> None:
        reviewer = self.reviewers[trip.province]
        try:
            with self.cast.acting(reviewer):
                case = Case.objects.get(application=trip.uuid)
                transitions.approve(case=case, by=reviewer, now=timezone.now())
        except permissions.Refused:
            return  # its papers are still on their way: the next look finds it again

    def _rows(self, statement: str, *values: object) -> list[tuple]:
        with self.line.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall()
