"""Owners are reminded before a limit of theirs ends; what the provider leaves past its own is marked and counted (B5, B21)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from beian.notices.models import Notice
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference.clocks import SHANGHAI
from provider.applications import tasks
from provider.applications import transitions as owners
from provider.applications.models import Application
from tests.provider.stories import PROVIDER, application_at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B5", "B21")]
INVITED = datetime(2027, 1, 31, 10, tzinfo=SHANGHAI)
LAST = date(2027, 2, 28)


def inside(node=PROVIDER, reach=Reach.STAFF):
    return scope.enter(node, reach, Actor.service("test"))


def ring(day, *, hour=9):
    """The clock of the platform comes by on that day, twice."""
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)):
        for _ring in range(2):
            tasks.keep_deadlines(PROVIDER)


def reminders(template="visit_reminder"):
    """Channel and date of each, in the order in which they were written."""
    with inside():
        found = Notice.objects.filter(template=template).order_by("id")
        return [(notice.channel, notice.params["day"]) for notice in found]


def row(application):
    with inside():
        return Application.objects.get(pk=application.pk)


@pytest.fixture
def invited(cast):
    """An owner who was invited to the desk on 31 January; the month ends with February."""
    with time_machine.travel(INVITED, tick=True):
        application = application_at("prechecked", cast)
    assert application.due_on == LAST
    return application


def test_an_owner_is_reminded_a_week_before_and_on_the_last_day_and_never_twice(invited):
    ring(LAST - timedelta(days=8))
    assert reminders() == []
    ring(LAST - timedelta(days=7))
    ring(LAST - timedelta(days=3))
    once = [("sms", "2027年2月28日"), ("mail", "2027年2月28日")]
    assert reminders() == once
    ring(LAST, hour=0)
    ring(LAST, hour=23)
    assert reminders() == once * 2
    ring(LAST + timedelta(days=1))
    assert reminders() == once * 2, "afterwards it lapses, and that is told in its own words"


def test_a_ring_that_was_lost_for_days_reminds_once(invited):
    ring(LAST)
    assert len(reminders()) == 2


def test_a_returned_application_has_its_own_words_and_a_move_begins_anew(cast, invited):
    with time_machine.travel(INVITED, tick=True), cast.acting(cast.person("provider_verifier", PROVIDER)):
        held = owners.locked(invited)
        owners.move(application=held, to="returned", now=timezone.now(), reasons=[])
    assert row(invited).due_on == date(2027, 3, 2)
    ring(date(2027, 2, 25))
    assert reminders() == []
    assert reminders("resubmission_reminder") == [("sms", "2027年3月2日"), ("mail", "2027年3月2日")]


def test_nobody_is_reminded_of_what_others_have_to_do(cast):
    application = application_at("submitted", cast)
    ring(application.due_on)
    assert reminders() == reminders("resubmission_reminder") == []


def test_a_precheck_left_past_its_limit_is_marked_and_counted_where_it_lies(cast):
    mine, on_behalf = application_at("submitted", cast), application_at("submitted", cast, mobile="13900139000")
    with inside():
        yesterday = timezone.localdate() - timedelta(days=1)
        Application.objects.update(due_on=yesterday)
        Application.objects.filter(pk=on_behalf.pk).update(on_behalf=True)
    with inside("ministry", Reach.SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT provider_nodes_with_deadlines()")
        assert cursor.fetchall() == [(PROVIDER,)]
    tasks.sweep_deadlines()
    tasks.keep_deadlines(PROVIDER)
    assert row(mine).overdue_since == timezone.localdate()
    clerk = cast.staff("provider_clerk", PROVIDER)
    page = clerk.get(cast.url(PROVIDER, "filing_list"), {"show": "overdue"})
    assert page.context["late"] == [("待预核验", 2)]
    assert page.context["unchecked"] == 1
    assert "其中主办者自行提交、超期未核实 1 件" in page.content.decode()
    queue = clerk.get(cast.url(PROVIDER, "precheck_queue"), {"show": "overdue"})
    assert [tab.label for tab in queue.context["tabs"]][0] == "已逾期"
    assert len(queue.context["view"].lines) == 2
    with cast.acting(cast.owner()):
        owners.withdraw(application=row_of(mine), now=timezone.now())
    assert row(mine).overdue_since is None
    elsewhere = cast.staff("provider_clerk", "provider:p02").get(
        cast.url("provider:p02", "filing_list"), {"show": "overdue"}
    )
    assert (elsewhere.context["view"].lines, elsewhere.context["late"]) == ([], [])


def row_of(application):
    return Application.objects.get(pk=application.pk)
