"""A calendar is published late in the year: due dates that run over it move at whoever holds the pen, and everybody shows the same."""

import threading
from datetime import date

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.editions import publishing
from beian.editions.models import Edition
from beian.editions.shifts import DueShift
from beian.exchange import drain, send
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.filing import reasons, states
from beian.reference import clocks, tables
from provider.applications import deadlines as provider_side
from provider.applications.models import Application
from province.cases import deadlines as province_side
from province.cases import transitions as reviewers
from province.cases.models import Case
from tests.provider.stories import application_at
from tests.stories.calendars import NEW_YEAR, at, inside, publish, publish_calendar, row

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B15", "B21")]
COUNTED, MOVED = (
    date(2027, 1, 12),
    date(2027, 1, 13),
)  # twenty working days from Tuesday, 15 December 2026, without and with New Year
DECEMBER = at(2026, 12, 15)


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(DECEMBER, tick=True):
        yield


def under_review(cast, **where):
    application = application_at("reported", cast, **where)
    drain()
    return application.uuid


def shown(node, uuid):
    with inside(node):
        found = (
            Case.objects.filter(application=uuid)
            if node.startswith("province")
            else Application.objects.filter(uuid=uuid)
        )
        return found.values_list("due_on", flat=True).first()


def moved_at(node):
    with inside(node):
        return list(DueShift.objects.values_list("state", "before", "after", "edition", "version"))


def parked(node):
    with inside(node):
        return list(InboxMessage.objects.filter(state="parked").values_list("kind", flat=True))


@pytest.mark.parametrize("province", ["11", "33"])
def test_a_published_calendar_moves_a_review_and_everybody_who_shows_it_hears(cast, province):
    uuid = under_review(cast, province=province)
    nodes = {f"province:{province}", "province:11", "provider:p01"}
    assert {shown(node, uuid) for node in nodes} == {COUNTED}
    publish_calendar(cast, NEW_YEAR, complete=2027)
    assert {shown(node, uuid) for node in nodes} == {MOVED}
    for node in nodes:
        assert moved_at(node) == [("under_review", COUNTED, MOVED, "calendar", 2)]
        assert parked(node) == []
    with inside(f"province:{province}"):
        told = AuditEntry.objects.get(verb="deadlines.recount")
        assert told.after == {"table": "calendar", "version": 2, "open": 1, "moved": 1}
    stranger = "province:11" if province == "33" else "province:33"
    if stranger not in nodes:
        assert moved_at(stranger) == []
        page = cast.staff("province_reviewer", stranger).get(cast.url(stranger, "shifts"))
        assert page.status_code == 200 and page.context["view"].lines == []


def test_what_was_moved_is_listed_with_a_link_to_the_case(cast):
    uuid = under_review(cast)
    publish_calendar(cast, NEW_YEAR, complete=2027)
    for node, role in (("province:11", "province_supervisor"), ("provider:p01", "provider_clerk")):
        client = cast.staff(role, node)
        page = client.get(cast.url(node, "shifts"))
        text = page.content.decode()
        assert "2027-01-12" in text and "2027-01-13" in text and "放假安排 第2版" in text
        (line,) = page.context["view"].lines
        assert client.get(line[0].link).status_code == 200
    assert shown("province:11", uuid) == MOVED


def test_until_the_calendar_is_there_the_page_says_that_the_date_may_move(cast):
    under_review(cast)
    reviewer = cast.staff("province_reviewer", "province:11")
    doubt = "2027年放假安排尚未公布，日期可能调整"
    queue = cast.url("province:11", "queue")
    assert doubt in reviewer.get(queue).content.decode()
    publish_calendar(cast, NEW_YEAR)
    assert doubt in reviewer.get(queue).content.decode(), "some days of a year are no calendar of it"
    publish_calendar(cast, {date(2027, 2, 6): False}, complete=2027)
    assert doubt not in reviewer.get(queue).content.decode()


def test_a_calendar_that_arrives_twice_moves_once(cast):
    under_review(cast)
    edition = publish_calendar(cast, NEW_YEAR, complete=2027)
    with inside("ministry"):
        body = publishing._body(Edition.objects.get(pk=edition.pk))
    with inside("province:11"):
        publishing.take(body=body, sender="ministry", now=timezone.now())
        province_side.recompute(Edition.objects.get(), timezone.now())
        province_side.keep(now=timezone.now())
    drain()
    assert len(moved_at("province:11")) == len(moved_at("provider:p01")) == 1
    with inside("province:11"):
        assert OutboxMessage.objects.filter(kind="filing.due").count() == 1


def test_a_move_that_still_counted_by_the_old_calendar_is_counted_again_within_the_day(cast):
    publish_calendar(cast, NEW_YEAR, complete=2027)
    uuid = under_review(cast)
    with inside("province:11"):
        Case.objects.filter(application=uuid).update(
            due_on=COUNTED
        )  # as a process that had not heard yet would have written
    with inside("province:11"):
        province_side.keep(now=timezone.now())
    assert shown("province:11", uuid) == MOVED


def test_a_decision_under_way_is_not_undone_by_a_recount(cast):
    """The reviewer has the row in hand; the recount waits for him, looks again, and leaves alone what has moved on."""
    uuid = under_review(cast)
    reviewer = cast.person("province_reviewer", "province:11")
    publish(cast, "calendar", [row("2027-01-01", {"worked": False}), row("2027", {"complete": True})])
    decided, went_on = threading.Event(), threading.Event()

    def take_the_calendar():
        decided.wait(5)
        went_on.set()
        drain()
        connections.close_all()

    clock = threading.Thread(target=take_the_calendar)
    clock.start()
    with cast.acting(reviewer):
        reviewers.approve(case=Case.objects.get(application=uuid), by=reviewer, now=timezone.now())
        decided.set()
        went_on.wait(5)
        threading.Event().wait(0.5)
    clock.join(20)
    drain()
    with inside("province:11"):
        case = Case.objects.get(application=uuid)
        assert case.state in ("approved", "granted") and case.due_on != MOVED
    assert shown("provider:p01", uuid) != MOVED
    assert ("under_review", COUNTED, MOVED, "calendar", 2) not in moved_at("province:11")


@pytest.mark.parametrize("province", ["11", "33"])
def test_other_clocks_move_what_the_provider_holds_and_its_provinces_show_the_same(cast, province):
    uuid, deciding = under_review(cast, province=province), f"province:{province}"
    reviewer = cast.person("province_reviewer", deciding)
    with cast.acting(reviewer):
        case = Case.objects.get(application=uuid)
        given = [reasons.reason("sites.0.name", "site_name")]
        reviewers.send_back(case=case, by=reviewer, reasons=given, now=timezone.now())
    drain()
    nodes = {deciding, "province:11", "provider:p01"}
    assert {shown(node, uuid) for node in nodes} == {date(2027, 1, 14)}
    longer = tables.plain(tables.packaged("clocks").get("resubmission"))
    publish(cast, "clocks", [longer | {"flags": longer["flags"] | {"amount": 40}}])
    drain()
    assert {shown(node, uuid) for node in nodes} == {date(2027, 1, 24)}
    assert [parked(node) for node in (*nodes, "ministry")] == [[]] * (len(nodes) + 1)


@pytest.mark.parametrize(
    ("sender", "receiver", "state", "stays"),
    [
        ("province:33", "ministry", "under_review", "ministry"),
        ("ministry", "province:11", "under_review", "province:11"),
        ("provider:p01", "province:11", "under_review", "province:11"),
        ("province:33", "provider:p01", "under_review", "provider:p01"),
        ("provider:p02", "province:11", "returned", "province:11"),
    ],
)
def test_nobody_sets_a_date_whose_pen_he_does_not_hold(cast, sender, receiver, state, stays):
    uuid = under_review(cast)
    with inside("province:11"):
        revision = Case.objects.get(application=uuid).revision
    body = {"state": state, "due": "2030-01-01", "edition": "calendar", "version": 2}
    with inside(sender):
        send(receiver=receiver, kind="filing.due", key=uuid, round=1, revision=revision, body=body)
    for _try in range(6):
        drain()
    assert {shown("province:11", uuid), shown("provider:p01", uuid)} == {COUNTED}
    assert parked(stays) == ["filing.due"]


def test_the_pens_in_the_statements_are_those_of_the_table_of_states():
    def timed(table, *owners):
        return {s.code for s in table.states.values() if s.owner in owners and clocks.clock_of("new_filing", s.code)}

    decided = timed(states.CASE, states.SUBJECT_PROVINCE)
    assert decided == set(province_side.DECIDING) and all(f"'{state}'" in province_side.CASES.pen for state in decided)
    assert timed(states.CASE, states.PROVIDER_PROVINCE) == {"reported"}
    held = timed(states.APPLICATION, states.PROVIDER)
    assert provider_side.APPLICATIONS.pen.count("'") == 2 * len(held)
    assert all(f"'{state}'" in provider_side.APPLICATIONS.pen for state in held)
