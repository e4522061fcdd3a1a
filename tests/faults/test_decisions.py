"""Races over numbers, decisions and leases, at the width of the nation: each given once, whoever comes at the same time."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connections
from django.utils import timezone

from beian.exchange import drain
from beian.filing import reasons
from beian.pages.errors import Conflict
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference.tables import table
from ministry.register import handlers
from province.cases import granting, transitions
from province.cases.models import Case
from tests.faults.records import FULL
from tests.ministry.stories import Story, at_ministry
from tests.province.stories import case_of, report, settle

pytestmark = pytest.mark.django_db
DRAWS = 200
HANDS = 16
ROUNDS = 200 if FULL else 24
ACTOR = Actor.service("race")


class RolledBack(RuntimeError):
    """The process ends before its commit."""


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Run each in a thread and connection of its own, let go together; what each returned or raised."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        try:
            gate.wait(30)
            results[place] = works[place]()
        except Exception as failure:  # noqa: BLE001  the test looks at it
            results[place] = failure
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return results


@pytest.mark.fault("F26")
@pytest.mark.requirement("B17")
def test_every_province_draws_its_numbers_densely_while_one_in_ten_draws_is_rolled_back(cast, record, rng, stored):
    provinces = [row.code for row in table("provinces").rows]
    jobs = [(code, rng.random() < 0.1) for code in provinces for _draw in range(DRAWS)]
    rng.shuffle(jobs)
    given: dict[str, list[int]] = {code: [] for code in provinces}
    began = time.monotonic()
    failures = [
        each for each in at_once([lambda hand=hand: _draw(jobs[hand::HANDS], given) for hand in range(HANDS)]) if each
    ]
    record.seconds_to_heal = time.monotonic() - began
    assert failures == []
    record.acknowledged = sum(map(len, given.values()))
    for serials in given.values():
        record.doubled += len(serials) - len(set(serials))
        record.lost += len(set(range(1, len(serials) + 1)) - set(serials))
    counted = dict(stored("SELECT node, last FROM province_numbercounter"))
    assert counted == {f"province:{code}": len(serials) for code, serials in given.items()}
    record.add(
        f"{len(jobs)} draws by {HANDS} hands in {len(provinces)} provinces, {len(jobs) - record.acknowledged} rolled back"
    )


def _draw(jobs: list[tuple[str, bool]], given: dict[str, list[int]]) -> None:
    """One hand's draws, each a transaction; a serial is acknowledged by its commit."""
    for code, fails in jobs:
        try:
            with scope.enter(f"province:{code}", Reach.STAFF, ACTOR):
                serial = granting.draw(2026)
                if fails:
                    raise RolledBack
        except RolledBack:
            continue
        given[code].append(serial)


@pytest.mark.fault("F25")
@pytest.mark.requirement("B15")
def test_two_reviewers_decide_at_once_and_one_decision_stands(cast, settings, record, rng, stored):
    settings.NODES = "ministry,province:11"
    reviewers = [cast.person("province_reviewer", "province:11", name) for name in ("甲", "乙")]
    decided: Counter = Counter()
    for turn in range(ROUNDS):
        application = report(number=turn + 1)
        drain()
        pair = rng.choice([("approve", "approve"), ("approve", "send_back"), ("send_back", "approve")])
        works = [partial(_decide, cast, application, by, verb) for by, verb in zip(reviewers, pair, strict=True)]
        results = at_once(works)
        refused = [each for each in results if isinstance(each, Conflict)]
        won = [each for each in results if isinstance(each, str)]
        assert (len(won), len(refused)) == (1, 1), results
        assert refused[0].who in {"甲", "乙"}, "the loser is told who decided"
        case = case_of(application)
        assert case.state == {"approve": "approved", "send_back": "returned"}[won[0]]
        decided[won[0]] += 1
        record.acknowledged += 1
    settle("province:11")
    numbers = [number for (number,) in stored("SELECT filing_number FROM province_case WHERE filing_number <> ''")]
    texts = stored("SELECT event, count(*) FROM beian_notice WHERE event LIKE 'granted:%%' GROUP BY event")
    record.lost = decided["approve"] - len(numbers)
    record.doubled = len(numbers) - len(set(numbers)) + sum(count != 2 for _event, count in texts)
    decisions = "SELECT count(*), count(DISTINCT subject_id) FROM beian_auditentry WHERE verb IN ('case.approve', 'case.send_back')"
    assert stored(decisions) == [(ROUNDS, ROUNDS)], "each case has exactly one decision on record"
    record.add(f"{ROUNDS} rounds, {dict(decided)}")


def _decide(cast, application, by, verb: str) -> str:
    with cast.acting(by):
        case = Case.objects.get(application=application)
        if verb == "approve":
            transitions.approve(case=case, by=by, now=timezone.now())
        else:
            transitions.send_back(
                case=case, by=by, reasons=[reasons.reason("sites.0.name", "site_name")], now=timezone.now()
            )
    return verb


@pytest.mark.fault("LEASES")
@pytest.mark.requirement("B16")
def test_a_storm_of_leases_on_the_same_keys_ends_without_deadlock_and_with_one_holder_each(cast, record, rng, stored):
    """Eight batches at once, all after the same forty domains in eight different orders."""
    names = [f"storm{place}.cn" for place in range(40)]
    storms = 5 if FULL else 2
    for turn in range(storms):
        batches = []
        for hand in range(8):
            order = rng.sample(names, len(names))
            stories = [
                Story(domains=(f"t{turn}-{name}",), certificate=f"L{turn}{hand}{place:05}")
                for place, name in enumerate(order)
            ]
            with scope.enter("province:11", Reach.STAFF, ACTOR):
                batches.append([story.routed() for story in stories])
        results = at_once([lambda batch=batch: _take(batch) for batch in batches])
        assert results == [None] * 8
        record.acknowledged += len(names)
    held = stored("SELECT key, count(*) FROM ministry_claim WHERE kind = 'domain' AND state = 'leased' GROUP BY key")
    record.lost, record.doubled = len(names) * storms - len(held), sum(count > 1 for _key, count in held)


def _take(batch) -> None:
    with at_ministry():
        handlers.take_routed(batch)
