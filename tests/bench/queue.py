"""The review queue under row-level security, beside the same statement asked by the owner of the table, whom no policy binds."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

import psycopg2
from django.db import connection

from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.bench import sizes
from tests.bench.lines import Line, percentile

PENDING, OTHERS, RUNS = sizes.of(100_000, 500), sizes.of(20_000, 100), sizes.of(120, 5)
CLERK = Actor.service("bench")
_CASES = """
INSERT INTO province_case (node, application, kind, relation, provider, provider_name, provider_province, subject_province, server_provinces,
    state, state_since, due_on, round, revision, subject_name, site_names, document, sealed, sheet, papers, findings, reasons, reported_at, filing_number)
SELECT %(node)s, gen_random_uuid(), 'new_filing', 'subject', 'p0' || (n %% 9), '某某网络', '11', '11', ARRAY['11'], 'under_review', now(),
    current_date + (n %% 30), 1, 4, '北京第' || n || '号有限公司', '第' || n || '号官网', '{}', '', '{}', '{}', '[]', '[]', now(), ''
FROM generate_series(1, %(count)s) AS n
"""
_PAGE = """
SELECT id, application, provider_name, subject_name, site_names, due_on, claimed_by_id, claimed_until FROM province_case
WHERE node = 'province:11' AND relation = 'subject' AND state = 'under_review' AND claimed_by_id IS NULL AND due_on <= current_date + 20
ORDER BY due_on, id LIMIT 51
"""


def measure() -> list[Line]:
    """One page of the queue, each way in turns."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    owner.autocommit = True
    with owner.cursor() as cursor:
        for node, count in (("province:11", PENDING), ("province:33", OTHERS), ("province:44", OTHERS)):
            cursor.execute(_CASES, {"node": node, "count": count})
        cursor.execute("VACUUM ANALYZE province_case")
        plain, bound = [], []
        for _run in range(RUNS):
            plain.append(_seconds(lambda: _read(cursor)))
            with scope.enter("province:11", Reach.STAFF, CLERK), connection.cursor() as ours:
                bound.append(_seconds(lambda ours=ours: _read(ours)))
    owner.close()
    ratio = statistics.median(bound) / statistics.median(plain)
    what = f"a page of the review queue, {PENDING:,} pending, bound by its policy; other: the bare table (ms)"
    milliseconds = 1000 * statistics.median(bound), 1000 * statistics.median(plain)
    return [
        Line("G7", what, milliseconds[0], "ms", milliseconds[1], ratio, "ratio ≤ 1.10", ratio <= 1.10),
        Line("G7-p95", "the same, 95 of a hundred", 1000 * percentile(bound, 95), "ms"),
    ]


def _read(cursor) -> None:
    cursor.execute(_PAGE)
    if len(cursor.fetchall()) != 51:
        raise RuntimeError("the queue is not filled")


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
