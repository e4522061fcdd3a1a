"""Whoever comes too often is told when he may come again: counted for good, under any crowd, and per visitor alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from beian.pages import tasks
from beian.people import scope, visits
from beian.people.access import Viewer
from beian.people.scope import Reach
from beian.people.visits import Limit, TurnedAway, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q2")]
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LIMIT = Limit("test", most=3, span=timedelta(minutes=10))


def come(visitor="192.0.2.1", at=0.0, *, limit=LIMIT, node="ministry") -> TurnedAway | None:
    """One visit, `at` seconds after NOW."""
    with scope.enter(node, Reach.SYSTEM, visits.SERVICE):
        return visits.count(visitor, limit, now=NOW + timedelta(seconds=at))


def rows(node="ministry") -> list[Visit]:
    with scope.enter(node, Reach.SYSTEM, visits.SERVICE):
        return list(Visit.objects.order_by("id"))


def test_the_fourth_visit_is_told_when_to_come_again(cast):
    assert [come(at=second) for second in (0, 10, 20)] == [None] * 3
    away = come(at=30)
    assert away == TurnedAway(570) and str(away) == "操作太频繁，请在10分钟后再试。"
    assert str(come(at=540)) == "操作太频繁，请在1分钟后再试。"
    assert come(at=599.5) == TurnedAway(1)
    assert come(at=600) is None


def test_whoever_insists_does_not_wait_longer(cast):
    for _time in range(20):
        come()
    assert rows()[0].times == LIMIT.most + 1
    assert [come(at=600), come(at=601), come(at=602)] == [None] * 3
    assert come(at=603) == TurnedAway(597)


def test_visitors_errands_and_nodes_are_counted_apart(cast):
    for _time in range(4):
        come()
    assert come() is not None
    assert come("192.0.2.2") is None
    assert come(limit=Limit("other", 3, LIMIT.span)) is None
    assert come(node="province:11") is None


def test_of_a_crowd_at_once_as_many_are_served_as_may_be(cast):
    def one(_number: int) -> bool:
        try:
            return come() is None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as crowd:
        served = list(crowd.map(one, range(48)))
    assert sum(served) == LIMIT.most


def test_windows_that_are_long_over_are_forgotten(cast):
    for number in range(5):
        come(f"192.0.2.{number}")
    come("198.51.100.1", at=600)
    come(node="province:11")
    with scope.enter("ministry", Reach.SYSTEM, visits.SERVICE):
        assert visits.clear(now=NOW + visits.FORGOTTEN + timedelta(seconds=1)) == 5
    assert len(rows()) == 1 and len(rows("province:11")) == 1


def test_the_sweep_finds_the_nodes_with_windows_that_are_over(cast):
    come(at=-3 * 365 * 86_400)
    come(node="province:11", at=10 * 365 * 86_400)
    with scope.enter("ministry", Reach.SYSTEM, visits.SERVICE), connection.cursor() as cursor:
        cursor.execute("SELECT nodes_with_visits()")
        assert cursor.fetchall() == [("ministry",)]
    tasks.clear_visits("ministry")
    tasks.sweep_visits()
    assert rows() == [] and len(rows("province:11")) == 1


def test_no_address_is_kept_in_the_clear(cast):
    come("192.0.2.1")
    (row,) = rows()
    assert len(row.visitor) == 32 and b"192.0.2.1" not in bytes(row.visitor)


def asking(cast, *, address="192.0.2.1", user=None, node="ministry", **headers):
    return SimpleNamespace(viewer=Viewer(node, user), META={"REMOTE_ADDR": address, **headers})


def test_an_office_behind_one_address_is_counted_person_by_person(cast):
    first, second = (cast.person("province_reviewer", "province:11", name) for name in ("甲", "乙"))
    for _time in range(3):
        assert visits.admit(asking(cast, user=first, node="province:11"), LIMIT, now=NOW)
    assert not visits.admit(asking(cast, user=first, node="province:11", address="192.0.2.9"), LIMIT, now=NOW)
    assert visits.admit(asking(cast, user=second, node="province:11"), LIMIT, now=NOW)


def test_a_made_up_way_here_opens_no_new_window(cast):
    for number in range(3):
        claimed = asking(cast, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
        assert visits.admit(claimed, LIMIT, now=NOW)
    assert not visits.admit(asking(cast, HTTP_X_FORWARDED_FOR="203.0.113.7"), LIMIT, now=NOW)


def test_where_no_address_is_known_nobody_is_counted(cast):
    for _time in range(5):
        assert visits.admit(asking(cast, address=""), LIMIT, now=NOW)
    assert rows() == []
