"""Conflict detection: a batch of reports against the claims and the register, beside the same questions asked one application at a time."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg2
from django.utils import timezone

from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference.tables import table
from ministry.register.conflicts import DOMAIN, Ask, asks_of, look, standing
from ministry.register.models import Claim, NationalSubject, Passage
from ministry.supervision.models import BlacklistEntry
from tests.bench import sizes
from tests.bench.lines import Line

SITES = int(os.environ.get("BEIAN_BENCH_SITES", sizes.of(500_000, 1000)))
SMALL, LARGE, SINGLE, TURNS = sizes.of(1000, 50), sizes.of(100_000, 200), sizes.of(200, 10), sizes.of(5, 1)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
CLERK = Actor.service("bench")

# As many filed sites, each of a subject of its own, as the size asks for; nothing else of them is read here.
_CLAIMS = """
INSERT INTO ministry_claim (node, kind, key, application, province, state, leased_at, held_at)
SELECT 'ministry', kind, CASE kind WHEN 'domain' THEN 'site' || n || '.cn' ELSE md5(n::text) || md5((n + 1)::text) END,
       gen_random_uuid(), '11', 'held', now(), now()
FROM generate_series(%(first)s, %(last)s) AS n, unnest(ARRAY['certificate', 'domain']) AS kind
"""
_SUBJECTS = """
INSERT INTO ministry_nationalsubject (node, application, number, province, nature, name, name_key, certificate, verifier, state, approved_on, round, revision)
SELECT 'ministry', gen_random_uuid(), '京ICP备' || (1000000000 + n) || '号', '11', '4', '北京第' || n || '号有限公司', '北京第' || n || '号有限公司',
       md5(n::text) || md5((n + 1)::text), '', 'filed', '2026-01-01', 1, 1
FROM generate_series(%(first)s, %(last)s) AS n
"""


def measure() -> list[Line]:
    """At a tenth of the size and at the whole; one way and the other in turns at the whole."""
    _fill(1, SITES // 10)
    tenth = _median(lambda: _batch(SMALL))
    _fill(SITES // 10 + 1, SITES)
    small, single = _pairs(lambda: _batch(SMALL), _one_by_one)
    large = _batch(LARGE)
    domains = _domains(LARGE)
    size = f"{SITES:,} sites"
    return [
        Line(
            "G5-small",
            f"applications, every kind, batch of {SMALL:,}, {size}; other: ORM one by one",
            small,
            "/s",
            single,
            small / single,
        ),
        Line(
            "G5-large",
            f"the same, batch of {LARGE:,}",
            large,
            "/s",
            single,
            large / single,
            "ratio ≥ 400",
            large / single >= 400,
        ),
        Line(
            "G5-domains",
            f"domains alone, batch of {LARGE:,}",
            domains,
            "/s",
            goal="≥ 125,000/s",
            met=domains >= 125_000,
        ),
        Line(
            "G5-growth",
            f"batch of {SMALL:,}; other: at a tenth of the size",
            small,
            "/s",
            tenth,
            small / tenth,
            "ratio ≥ 0.9",
            small / tenth >= 0.9,
        ),
    ]


def _fill(first: int, last: int) -> None:
    """Rows of the register, written by the owner of the tables, and the planner told of them."""
    line = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    line.autocommit = True
    with line.cursor() as cursor:
        for statement in (_CLAIMS, _SUBJECTS):
            cursor.execute(statement, {"first": first, "last": last})
        cursor.execute("VACUUM ANALYZE ministry_claim")
        cursor.execute("VACUUM ANALYZE ministry_nationalsubject")
    line.close()


def _passages(count: int) -> list[Passage]:
    """New applications; one in ten meets something that is filed."""
    return [_passage(place, taken=place % 10 == 0) for place in range(count)]


def _passage(place: int, taken: bool) -> Passage:
    number = place % SITES + 1
    domain = f"site{number}.cn" if taken else f"new{place}.cn"
    passage = Passage(application=uuid4(), kind="new_filing", subject_province="33", provider="p02", nature="4")
    passage.certificate = f"{place:064x}"
    passage.name_key = f"杭州第{place}号有限公司"
    passage.document = {
        "subject": {"name": passage.name_key},
        "sites": [{"name": f"第{place}号官网", "domains": [domain]}],
    }
    passage.principals = {"subject.principal.certificate.number": f"{place:064x}"}
    return passage


def _batch(count: int) -> float:
    """Applications a second through the detection as the ministry runs it."""
    passages = _passages(count)
    with scope.enter("ministry", Reach.STAFF, CLERK):
        began = time.perf_counter()
        look([ask for passage in passages for ask in asks_of(passage)])
        standing(passages, timezone.now())
        return count / (time.perf_counter() - began)


def _domains(count: int) -> float:
    asks = [Ask(DOMAIN, f"site{place * 7 % (2 * SITES)}.cn", "", UUID(int=place), "33") for place in range(count)]
    with scope.enter("ministry", Reach.STAFF, CLERK):
        began = time.perf_counter()
        look(asks)
        return count / (time.perf_counter() - began)


def _one_by_one() -> float:
    """The same questions as one would write them first: a query for each, for each application."""
    passages = _passages(SINGLE)
    with scope.enter("ministry", Reach.STAFF, CLERK):
        began = time.perf_counter()
        for passage in passages:
            _ask_each(passage)
        return SINGLE / (time.perf_counter() - began)


def _ask_each(passage: Passage) -> None:
    active = Claim.objects.filter(state__in=("leased", "held")).exclude(application=passage.application)
    filed = NationalSubject.objects.filter(state="filed")
    listed = BlacklistEntry.objects.in_force(NOW.date())
    for ask in asks_of(passage):
        active.filter(kind=ask.kind, key=ask.key).first()
        listed.filter(kind=ask.kind, key=ask.key).first()
    for digest in passage.principals.values():
        listed.filter(kind="certificate", key=digest).first()
    listed.filter(kind="site", key=passage.document["sites"][0]["name"]).first()
    filed.filter(certificate=passage.certificate).exclude(name_key=passage.name_key).first()
    filed.filter(name_key=passage.name_key, nature=passage.nature).exclude(certificate=passage.certificate).first()
    Passage.objects.filter(name_key=passage.name_key).exclude(application=passage.application).first()
    Passage.objects.filter(certificate=passage.certificate).exclude(provider=passage.provider).first()
    table("top_level_domains").get(passage.document["sites"][0]["domains"][0].rpartition(".")[2], NOW.date())


def _pairs(ours: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Both in turns; the median of each."""
    pairs = [(ours(), other()) for _turn in range(TURNS)]
    return tuple(statistics.median(side) for side in zip(*pairs, strict=True))


def _median(way: Callable[[], float]) -> float:
    return statistics.median(way() for _turn in range(TURNS))
