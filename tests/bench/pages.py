"""Pages over HTTP, from the first byte asked to the last received: the reviewer's queue (G12) and the public query."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.bench import sizes
from tests.bench.filling import copies, owner
from tests.bench.lines import Line, percentile
from tests.cast import Cast
from tests.faults.running import free_port, running, serves

PENDING, ENTRIES, RUNS = sizes.of(100_000, 200), sizes.of(200_000, 200), sizes.of(120, 5)
PROVIDERS, DAYS = sizes.of(1_000, 20), sizes.of(365, 40)
NAME = "'北京第' || n || '号有限公司'"
_CASES = {
    "application": "gen_random_uuid()",
    "state": "'under_review'",
    "due_on": "current_date + mod(n, 30)",
    "claimed_by_id": "NULL",
    "claimed_until": "NULL",
    "filing_number": "''",
    "subject_name": NAME,
    "site_names": "'第' || n || '号官网'",
    "document": "'{}'::jsonb",
    "sheet": "'{}'::jsonb",
    "papers": "'[]'::jsonb",
    "findings": "'[]'::jsonb",
    "reasons": "'[]'::jsonb",
    "sealed": "''",
}
_ENTRIES = {
    "application": "gen_random_uuid()",
    "key": "'page' || n || '.cn'",
    "filing_number": "'京ICP备' || (2000000000 + n) || '号'",
    "site_number": "'京ICP备' || (2000000000 + n) || '号-1'",
    "subject_name": NAME,
    "name_key": NAME,
}
_PASSAGES = {
    "application": "gen_random_uuid()",
    "state": "(ARRAY['reported', 'under_review', 'approved', 'returned'])[1 + mod(n, 4)]",
    "provider": f"'b' || mod(n, {PROVIDERS})",
    "subject_province": "(ARRAY['11', '33', '44', '51', '65'])[1 + mod(n, 5)]",
}
# Five million filings in force: each provider files in three provinces, every day.
_TOTALS = """
INSERT INTO ministry_filingtotal (node, province, provider, provider_name, subjects, sites)
SELECT 'ministry', province, 'b' || n, '第' || n || '网络公司', 5000000 / (3 * %(providers)s), 5000000 / (3 * %(providers)s)
FROM generate_series(0, %(providers)s - 1) AS n, unnest(ARRAY['11', '33', '44']) AS province
"""
_DAYS = """
INSERT INTO ministry_grantcount (node, day, province, provider, subjects, sites)
SELECT 'ministry', current_date - d, province, 'b' || n, 3, 4
FROM generate_series(0, %(days)s - 1) AS d, generate_series(0, %(providers)s - 1) AS n, unnest(ARRAY['11', '33', '44']) AS province
"""


@dataclass(frozen=True)
class Asked:
    """What asking for some addresses one after the other took: seconds of each, and the largest answer in bytes."""

    seconds: list[float]
    size: int

    @property
    def slowest(self) -> float:
        """Milliseconds that 95 of a hundred do not exceed."""
        return 1000 * percentile(self.seconds, 95)


def measure(folder: Path) -> list[Line]:
    """The filtered queue of a reviewer with a full one, the nation in figures, then two public pages over a full register, by a real web process."""
    cast = Cast()
    reviewer, analyst = cast.staff("province_reviewer", "province:11"), cast.staff("ministry_analyst", "ministry")
    with owner() as cursor:
        copies(
            cursor, "province_case", like="node = 'province:11' AND relation = 'subject'", count=PENDING, given=_CASES
        )
        copies(
            cursor, "ministry_queryentry", like="standing = 'filed' AND name_key <> ''", count=ENTRIES, given=_ENTRIES
        )
        copies(cursor, "ministry_passage", like="node = 'ministry'", count=PENDING, given=_PASSAGES)
        cursor.execute(_TOTALS, {"providers": PROVIDERS})
        cursor.execute(_DAYS, {"providers": PROVIDERS, "days": DAYS})
        cursor.execute("VACUUM ANALYZE ministry_filingtotal, ministry_grantcount")
    # Every question is counted, and none is turned away: the limit per address belongs to what is measured.
    with running(os.environ | {"BEIAN_QUERIES_PER_MINUTE": "100000000"}, folder) as platform:
        port = free_port()
        platform.web(port, processes=2, threads=4)
        platform.until(lambda: serves(port), seconds=60, what="the web answers")
        return [*_queue(port, reviewer), *_nation(port, analyst), *_public(port)]


def _queue(port: int, reviewer: Client) -> list[Line]:
    place = "/province/11/cases/?show=open&subject="
    places = [place + quote(f"北京第{_spread(run, PENDING)}号") for run in range(RUNS)]
    asked = _ask(port, places, cookie=reviewer.cookies["beian_session"].value)
    reviewer.get(places[0])  # a process reads once which nodes there are, and what they are called
    with CaptureQueriesContext(connection) as queries:
        reviewer.get(places[1])
    asked_for = [each for each in queries if each["sql"] not in ("BEGIN", "COMMIT", "ROLLBACK")]
    what = f"the review queue with {PENDING:,} pending, filtered by a subject's name"
    return [
        Line("G12-p95", f"{what}, over HTTP, p95", asked.slowest, "ms", goal="≤ 200 ms", met=asked.slowest <= 200),
        Line("G12-queries", f"{what}: statements", len(asked_for), "", goal="≤ 8", met=len(asked_for) <= 8),
        Line("G12-size", f"{what}: page", asked.size / 1024, "KB", goal="≤ 40 KB", met=asked.size <= 40 * 1024),
    ]


def _nation(port: int, analyst: Client) -> list[Line]:
    """The first page over a month and over a year, and one province's."""
    cookie, today = analyst.cookies["beian_session"].value, timezone.localdate()
    year = f"?first={today - timedelta(days=DAYS - 1)}&last={today}"
    filled = f"5,000,000 filings in force, {3 * PROVIDERS * DAYS:,} counts of days, {PENDING:,} on their way"
    lines = []
    for name, what, place, limit in (
        ("NATION", "the nation's page", "/ministry/", 300),
        ("NATION-year", "the same over a year", f"/ministry/{year}", None),
        ("NATION-province", "a province's page", "/ministry/provinces/11/", 300),
    ):
        slowest = _ask(port, [place] * RUNS, cookie=cookie).slowest
        told = f"{what}, {filled}, over HTTP, p95" if name == "NATION" else f"{what}, p95"
        goal, met = (f"≤ {limit} ms", slowest <= limit) if limit else (None, None)
        lines.append(Line(name, told, slowest, "ms", goal=goal, met=met))
    return lines


def _public(port: int) -> list[Line]:
    pages = {
        "QUERY-domain": (
            "a domain's public page",
            [f"/query/d/page{_spread(run, ENTRIES)}.cn/" for run in range(RUNS)],
        ),
        "QUERY-name": (
            "the public query by name",
            [f"/query/?q={quote(f'北京第{_spread(run, ENTRIES)}号有限公司')}" for run in range(RUNS)],
        ),
    }
    lines = []
    for name, (what, places) in pages.items():
        slowest = _ask(port, places).slowest
        told = f"{what} with {ENTRIES:,} entries, over HTTP, p95"
        lines.append(Line(name, told, slowest, "ms", goal="≤ 80 ms", met=slowest <= 80))
    return lines


def _spread(run: int, size: int) -> int:
    """A number up to `size`, another for each run."""
    return run * 7919 % size + 1


def _ask(port: int, places: Iterable[str], cookie: str = "") -> Asked:
    """Ask for each in turn on one connection, as a browser does; the first answers warm the processes up. RuntimeError at anything but a page."""
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"beian_session={cookie}"} if cookie else {}
    seconds, largest = [], 0
    for place in [*list(places)[:4] * 2, *places]:
        began = time.perf_counter()
        line.request("GET", place, headers=headers)
        answer = line.getresponse()
        body = answer.read()
        seconds.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{place}: {answer.status}")
        largest = max(largest, len(body))
    line.close()
    return Asked(seconds[8:], largest)
