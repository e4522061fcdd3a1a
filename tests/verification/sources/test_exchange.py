"""Sources that are down, slow, wrong, forged or mad; two workers at once; and nothing personal left behind in clear (F40, B8)."""

from __future__ import annotations

import json
import logging
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from beian.people import scope
from beian.people.scope import Reach
from tests.beian.filing.drafts import PRINCIPAL, company
from tests.verification.sources.desks import DESK, NODE, SECRET, Desk
from verification import sources
from verification.sources import breaker, querying, tasks, wire
from verification.sources import simulator as simulated
from verification.sources.models import SourceCheck

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B8")]
PHONE = "subject.principal.mobile"
SOON = timedelta(minutes=61)


def test_down_is_to_be_checked_later_and_what_is_back_is_asked_again(simulator, desk):
    simulator.everywhere("down")
    assert set(desk.asked().values()) == {"unavailable"}
    assert {line.state_label for line in desk.lines()} == {"待复核"}
    assert all(row.sealed is not None and row.next_try_at > desk.now for row in desk.rows())
    simulator.behave()
    desk.work(now=desk.now + timedelta(minutes=2))
    assert set(desk.states().values()) == {"match"}


def test_nobody_listens_at_all(cast, settings):
    from tests.faults.running import free_port

    settings.SOURCES = {"phone": f"http://p01:{SECRET}@127.0.0.1:{free_port()}"}
    desk = Desk()
    began = time.monotonic()
    assert desk.asked()[PHONE] == "unavailable"
    assert time.monotonic() - began < 5


def test_a_slow_source_is_left_after_five_seconds_and_the_others_have_answered(simulator, desk):
    simulator.behave(phone="slow")
    desk.ask()
    began = time.monotonic()
    desk.work()
    assert 4.5 < time.monotonic() - began < 8
    states = desk.states()
    assert states.pop(PHONE) == "unavailable"
    assert set(states.values()) == {"match"}


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("forged", "untrusted"),
        ("stale", "untrusted"),
        ("other", "untrusted"),
        ("garbage", "untrusted"),
        ("huge", "untrusted"),
        ("refuse", "refused"),
        ("cut", "away"),
    ],
)
def test_an_answer_that_cannot_be_trusted_is_none(simulator, desk, mode, reason):
    simulator.behave(phone=mode)
    assert desk.asked()[PHONE] == "unavailable"
    row = desk.row("phone")
    assert (row.words, row.answered_at, row.reference) == ([reason], None, "")


def test_an_old_answer_replayed_is_worth_nothing(simulator, cast):
    first, second = Desk(), Desk()
    assert first.asked()[PHONE] == "match"
    simulator.behave(phone="replay")
    assert second.asked()[PHONE] == "unavailable"
    assert second.row("phone").words == ["untrusted"]


def test_the_source_refuses_a_question_of_yesterday_and_one_put_twice(simulator):
    asked = wire.Asked(uuid4(), "phone", simulator.url, {"number": "13800138000", "name": "王建国"})
    line = wire.Line(simulator.url)
    nonce = "0" * 32
    body = json.dumps({"id": str(asked.id), "nonce": nonce, "source": "phone", "asked": dict(asked.values)}).encode()
    assert line.post("/checks/phone", body)[0] == 200
    assert line.post("/checks/phone", body)[0] == 409
    line.secret = b"a guess"
    assert line.post("/checks/phone", body)[0] == 401


def test_what_a_source_says_in_words_is_never_kept(simulator, desk):
    """The schema takes no other member; `differs` counts only where it names what was asked."""
    nonce, identity = "a" * 32, str(uuid4())
    asked = wire.Asked(identity, "phone", simulator.url, {"number": "13800138000", "name": "王建国"})

    def read(**more):
        data = json.dumps({"id": identity, "nonce": nonce, "result": "mismatch"} | more).encode()
        stamp = str(int(time.time()))
        headers = {"x-beian-timestamp": stamp, "x-beian-signature": wire.answer_signature(b"s", stamp, nonce, data)}
        return wire.read(asked, nonce, headers, data, b"s")

    assert read(differs=["name"]).differs == ["name"]
    from verification.sources.adapters import SOURCES

    assert SOURCES["phone"].read(read(differs=["<script>", "name", "x" * 9000])) == ("mismatch", ["name"])
    for wrong in (
        {"note": "<script>"},
        {"reference": "<b>"},
        {"result": "perhaps"},
        {"differs": "name"},
        {"differs": [None]},
        {"result": "match", "differs": ["name"] * 9},
        {"nonce": "b" * 32},
        {"id": str(uuid4())},
    ):
        with pytest.raises(wire.Untrusted):
            read(**wrong)


def test_the_breaker_opens_after_five_failures_and_closes_when_one_question_is_answered(simulator, cast):
    desks = [Desk() for _turn in range(4)]
    simulator.behave(phone="down")
    for desk in desks:
        desk.ask()
    desks[-1].work()
    line = desks[0].line("phone")
    assert line.failures >= breaker.MOST_FAILURES and line.open_until > desks[-1].now
    before = simulator.asked().get("phone", 0)
    late = Desk()
    assert late.asked()[PHONE] == "unavailable"  # told at once, without asking
    assert late.row("phone").attempts == 0
    simulator.behave()
    assert simulator.asked().get("phone", 0) == before
    half_open = desks[-1].now + timedelta(seconds=31)
    late.work(now=half_open)
    line = late.line("phone")
    assert (line.failures, line.open_until) == (0, None)
    assert {desk.states()[PHONE] for desk in [*desks, late]} == {"match"}


def test_half_open_lets_one_question_through(simulator, cast):
    desks = [Desk() for _turn in range(3)]
    simulator.behave(phone="down")
    for desk in desks:
        desk.ask()
    desks[-1].work()
    before = {desk.application: desk.row("phone").attempts for desk in desks}
    far = desks[0].now + timedelta(minutes=10)
    with scope.enter(NODE, Reach.STAFF, DESK):
        due, taken = querying._take(far)
    assert due == 3
    assert len(taken) == 1
    assert sum(desk.row("phone").attempts for desk in desks) == sum(before.values()) + 1


def test_two_workers_at_once_have_one_effect(simulator, desk):
    desk.ask()
    before = sum(simulator.asked().values())

    def work() -> None:
        try:
            desk.work()
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _turn in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert set(desk.states().values()) == {"match"}
    assert sum(simulator.asked().values()) - before == 4
    with scope.enter(NODE, Reach.STAFF, DESK):
        from beian.audit.models import AuditEntry

        said = AuditEntry.objects.filter(verb="source.answer", subject_id=str(desk.application))
        assert said.count() == 4


def test_an_answer_that_comes_after_a_correction_changes_nothing(simulator, desk):
    desk.ask()
    with scope.enter(NODE, Reach.STAFF, DESK):
        _due, taken = querying._take(desk.now)
    corrected = company()
    corrected["subject"]["principal"]["mobile"] = "13900139000"
    corrected["sites"][0]["principal"] = corrected["subject"]["principal"]
    desk.reads(corrected)
    desk.ask()
    for held, outcome in querying._exchange(taken):
        with scope.enter(NODE, Reach.STAFF, DESK):
            querying._store(held, outcome, desk.now)
    old = next(row for row in desk.rows() if row.superseded_at is not None)
    assert (old.state, old.answered_at, old.sealed) == ("asked", None, None)


def test_a_worker_that_died_loses_nothing(simulator, desk):
    desk.ask()
    with scope.enter(NODE, Reach.STAFF, DESK):
        querying._take(desk.now)
    desk.work()
    assert set(desk.states().values()) == {"asked"}
    desk.work(now=desk.now + querying.LEASE)
    assert set(desk.states().values()) == {"match"}


def test_a_value_that_cannot_be_opened_is_closed_and_the_rest_goes_on(simulator, desk):
    desk.ask()
    with scope.enter(NODE, Reach.STAFF, DESK):
        rows = list(SourceCheck.objects.filter(application=desk.application).order_by("id"))
        SourceCheck.objects.filter(pk=rows[0].pk).update(sealed=bytes(rows[1].sealed))
    desk.work()
    states = [row.state for row in desk.rows()]
    assert states == ["unavailable", "match", "match", "match"]
    assert desk.rows()[0].words == ["unreadable"]
    assert desk.ask() and desk.row("resident_id").sealed is not None


@pytest.mark.requirement("Q2")
def test_no_personal_value_stands_in_clear_in_any_row_log_or_task(simulator, desk, stored_text, caplog, monkeypatch):
    rung = []
    monkeypatch.setattr("beian.people.bell.ring", lambda *ring: rung.append(ring))
    caplog.set_level(logging.DEBUG)
    simulator.behave(phone="down", company="forged", domain="garbage")
    desk.ask()
    with scope.enter(NODE, Reach.STAFF, DESK):
        facts = sources.facts(desk.application, 1, desk.document)
    before = stored_text()
    desk.work()
    tasks.sweep()
    after = stored_text()
    personal = (PRINCIPAL["name"], PRINCIPAL["certificate"]["number"], PRINCIPAL["mobile"], "91350100M000100Y43")
    for text in (before, after, caplog.text, repr(rung), json.dumps(facts, ensure_ascii=False)):
        assert not [value for value in personal if value in text]
    assert rung[0] == ("sources.query", NODE)


def test_the_sweep_finds_nodes_with_something_due(simulator, desk):
    desk.ask()
    assert tasks.waiting_nodes() == [NODE]
    desk.work()
    assert tasks.waiting_nodes() == []


def test_a_stranger_sees_nothing(simulator, desk):
    desk.asked()
    for node in ("provider:p02", "province:11", "ministry"):
        with scope.enter(node, Reach.STAFF, DESK):
            assert not SourceCheck.objects.all().exists()
            assert {one.state for one in sources.standing(desk.application, 1, desk.document)} == {"asked"}


def test_modes_of_the_simulator_are_known(simulator):
    assert not simulated.Simulator(b"s").behave({"phone": "asleep"})
