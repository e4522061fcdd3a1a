"""What is asked of whom, once per value and round; a source that is down or not connected holds up nobody (B8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as platform

from beian.filing import documents
from tests.beian.filing.drafts import company, person
from tests.verification.sources.desks import NO_COMPANY, WRONG_COMPANY, Desk
from verification.sources import adapters, schedule
from verification.sources.adapters import SOURCES

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B8")]
COMPANY, PERSON = "subject.certificate.number", "subject.principal.certificate.number"
PHONE, DOMAIN = "subject.principal.mobile", "sites.0.domains.0"


def with_company(number: str, name: str = "北京某某科技有限公司") -> dict:
    document = company()
    document["subject"]["certificate"]["number"], document["subject"]["name"] = number, name
    return document


def test_every_certificate_type_goes_to_a_source_that_there_is():
    asked = {entry["source"] for entry in adapters.data()["certificates"].values()}
    assert asked <= set(SOURCES) == set(platform.SOURCES) | set(SOURCES)


@pytest.mark.requirement("B7")
def test_the_certificate_decides_who_is_asked_and_one_value_is_asked_once():
    found = adapters.questions(documents.load(company()))
    assert {(one.source, one.item) for one in found} == {
        ("resident_id", PERSON),  # the site's principal is the same person
        ("company", COMPANY),
        ("domain", DOMAIN),
        ("phone", PHONE),
    }


@pytest.mark.requirement("B7")
def test_a_person_is_asked_of_the_police_an_institution_of_the_organisation_codes_a_passport_of_nobody():
    assert ("resident_id", COMPANY) in {(one.source, one.item) for one in adapters.questions(documents.load(person()))}
    institution = company()
    institution["subject"] |= {"nature": 3, "certificate": {"type": 15, "number": "12110108MA0004040G"}}
    asked = {one.source: one.values for one in adapters.questions(documents.load(institution))}
    assert asked["organisation"]["number"] == "MA0004040"
    stranger = company()
    stranger["subject"]["principal"]["certificate"] = {"type": 7, "number": "E12345678"}
    stranger["sites"][0]["principal"] = stranger["subject"]["principal"]
    assert "resident_id" not in {one.source for one in adapters.questions(documents.load(stranger))}


def test_answers_stand_beside_their_items(simulator, desk):
    assert desk.asked() == dict.fromkeys((PERSON, COMPANY, DOMAIN, PHONE), "match")
    assert all(row.sealed is None and row.reference.startswith("SIM-") for row in desk.rows())
    assert {row.asked_by for row in desk.rows()} == {"核验员小李"}


def test_a_mismatch_says_what_differs(simulator, cast):
    desk = Desk(with_company(WRONG_COMPANY))
    assert desk.asked()[COMPANY] == "mismatch"
    line = next(line for line in desk.lines() if line.item == COMPANY)
    assert (line.words, line.state_label, line.tone) == ("名称与证照号码不一致", "不一致", "danger")


def test_a_number_that_the_source_does_not_know(simulator, cast):
    desk = Desk(with_company(NO_COMPANY))
    assert desk.asked()[COMPANY] == "unknown"
    assert next(line.state_label for line in desk.lines() if line.item == COMPANY) == "查无"


def test_asking_twice_asks_once(simulator, desk):
    before = simulator.asked()
    desk.asked()
    desk.asked()
    desk.ask(now=desk.now + timedelta(hours=1))
    desk.work()
    assert {code: simulator.asked().get(code, 0) - before.get(code, 0) for code in SOURCES} == {
        "resident_id": 1,
        "company": 1,
        "organisation": 0,
        "domain": 1,
        "phone": 1,
    }
    assert len(desk.rows()) == 4


def test_a_corrected_value_is_asked_anew_and_the_old_one_no_more(simulator, cast):
    desk = Desk(with_company(WRONG_COMPANY))
    assert desk.asked()[COMPANY] == "mismatch"
    desk.reads(company())
    assert desk.asked()[COMPANY] == "match"
    old = next(row for row in desk.rows() if row.state == "mismatch")
    assert old.superseded_at is not None
    desk.reads(with_company(WRONG_COMPANY))
    assert desk.asked()[COMPANY] == "mismatch"
    assert len([row for row in desk.rows() if row.source == "company"]) == 2


def test_a_source_that_is_not_connected_never_asks_and_never_blocks(cast, settings):
    settings.SOURCES = {}
    desk = Desk()
    assert set(desk.asked().values()) == {"unavailable"}
    assert {line.words for line in desk.lines()} == {"未接入"}
    assert all(row.sealed is None and row.next_try_at is None for row in desk.rows())


def test_it_is_asked_once_it_is_connected(simulator, cast, settings):
    connected, settings.SOURCES = settings.SOURCES, {}
    desk = Desk()
    desk.asked()
    settings.SOURCES = connected
    assert set(desk.asked().values()) == {"match"}


def test_asking_again_keeps_a_mismatch_until_there_is_another_answer(simulator, cast):
    desk = Desk(with_company(WRONG_COMPANY))
    desk.asked()
    simulator.behave(company="down")
    desk.ask_again()
    assert desk.states()[COMPANY] == "mismatch"
    desk.work()
    assert desk.states()[COMPANY] == "mismatch"
    simulator.behave(company="wrong")
    desk.work(now=desk.now + timedelta(hours=2))
    assert desk.states()[COMPANY] == "match"


def test_pauses_grow_and_end():
    pauses = schedule.pauses()
    assert [pause.total_seconds() / 60 for pause in pauses[:4]] == [1, 5, 30, 60]
    assert sum(pauses, timedelta()) > timedelta(days=28)
    assert schedule.pause_after(len(pauses) + 1) is None


def test_a_source_that_never_answers_is_given_up_and_its_values_are_erased(simulator, desk):
    simulator.behave(phone="refuse")
    now = desk.now
    desk.asked()
    for pause in schedule.pauses():
        now += pause
        desk.work(now=now)
    row = desk.row("phone")
    assert (row.state, row.words, row.sealed, row.next_try_at) == ("unavailable", ["given_up"], None, None)
    assert row.attempts == len(schedule.pauses()) + 1
