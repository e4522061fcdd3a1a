"""Numbers: each given once, none left out, whoever grants at the same time and whatever fails between."""

import threading
from functools import partial

import pytest
from django.db import connections
from django.utils import timezone

from beian import exchange
from beian.exchange import drain
from beian.exchange.relay import relay
from beian.notices.models import Notice
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.cases import granting
from province.cases.models import Case
from province.register.models import Subject
from tests.province.stories import approve, case_of, report

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B17")]

NODE = "province:11"
ACTOR = Actor.service("test")


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """One call grants everything: how much of a worker's time it takes at once is not what these stories tell."""
    monkeypatch.setattr(granting, "SECONDS", 600)


def cleared(cast, number: int = 1):
    """An approved case that the ministry has cleared and nobody has numbered yet."""
    application = report(number=number)
    drain()
    approve(cast, application)
    drain()
    assert case_of(application).cleared_at is not None
    return application


def at_once(*works) -> list:
    """Run each in a thread of its own, all let go together; what they returned or raised."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        try:
            gate.wait(10)
            results[place] = works[place]()
        except Exception as failure:  # noqa: BLE001 - the story looks at it
            results[place] = failure
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def numbers() -> list[str]:
    with scope.enter(NODE, Reach.STAFF, ACTOR):
        return sorted(Subject.objects.values_list("number", flat=True))


def grant_all() -> int:
    return granting.grant_waiting(NODE, now=timezone.now())


def number_of(serial: int) -> str:
    return f"京ICP备{timezone.localdate().year}{serial:06d}号"


@pytest.mark.fault("F26")
def test_two_workers_give_one_case_one_number_and_one_password(cast):
    application = cleared(cast)
    assert sorted(at_once(grant_all, grant_all)) == [0, 1]
    assert numbers() == [number_of(1)]
    with scope.enter(NODE, Reach.STAFF, ACTOR):
        assert Notice.objects.filter(event=f"granted:{application}").count() == 2  # one by SMS, one by mail


@pytest.mark.fault("F26")
def test_four_grants_at_once_are_numbered_densely(cast):
    """Past the lock of grant_waiting: the counter alone must hold."""
    for number in (1, 2, 3, 4):
        cleared(cast, number)
    with scope.enter(NODE, Reach.STAFF, ACTOR):
        waiting = list(Case.objects.values_list("pk", flat=True))

    def grant(case: int) -> None:
        password = granting.Password.fresh()
        with scope.enter(NODE, Reach.STAFF, ACTOR):
            granting.grant(case=case, password=password, now=timezone.now())

    assert at_once(*(partial(grant, case) for case in waiting)) == [None] * 4
    assert numbers() == [number_of(serial) for serial in (1, 2, 3, 4)]


@pytest.mark.fault("F26")
def test_a_grant_that_is_rolled_back_leaves_no_gap(cast):
    class Away(RuntimeError):
        """The process ends before its commit."""

    cleared(cast)
    with pytest.raises(Away), scope.enter(NODE, Reach.STAFF, ACTOR):
        granted = granting.grant(case=Case.objects.get().pk, password=granting.Password.fresh(), now=timezone.now())
        assert granted.filing_number == number_of(1)
        raise Away
    assert numbers() == []
    assert grant_all() == 1
    assert numbers() == [number_of(1)]


def test_one_case_that_cannot_be_granted_keeps_no_other_waiting(cast):
    first, second = cleared(cast, 1), cleared(cast, 2)
    with scope.enter(NODE, Reach.STAFF, ACTOR):
        Case.objects.filter(application=first).update(sealed=b"\x01broken")
    with pytest.raises(ExceptionGroup, match="1 cases could not be granted"):
        grant_all()
    assert case_of(second).filing_number == number_of(1)
    assert (case_of(first).state, case_of(first).filing_number) == ("approved", "")


def test_clearance_told_twice_grants_once(cast):
    application = cleared(cast)
    before = case_of(application)
    assert grant_all() == 1
    clear_again(application)
    assert grant_all() == 0
    after = case_of(application)
    assert (after.filing_number, after.cleared_at) == (number_of(1), before.cleared_at)


def test_clearance_told_before_the_grant_again_changes_nothing(cast):
    application = cleared(cast)
    first = case_of(application).cleared_at
    clear_again(application)
    assert case_of(application).cleared_at == first
    assert grant_all() == 1


def test_clearance_of_an_older_round_grants_nothing(cast):
    application = report()
    drain()
    clear_again(application, round=1)
    assert grant_all() == 0
    assert case_of(application).state == "under_review"


def clear_again(application, *, round: int = 1) -> None:
    """The ministry says once more what it has said, as after a restored backup."""
    with scope.enter("ministry", Reach.STAFF, ACTOR):
        exchange.send(receiver=NODE, kind="filing.cleared", key=application, round=round, revision=900, body={})
    relay("ministry")
    drain()
