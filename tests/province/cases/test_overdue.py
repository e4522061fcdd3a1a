"""Reviews past their limit: marked once by the clock, counted by who has them, and shown to nobody else's province (B21)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference.clocks import SHANGHAI
from province.cases import deadlines, tasks, transitions
from province.cases.models import Case
from tests.province.stories import approve, case_of, report, send_back

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B21", "O3")]
NODE = "province:11"


def inside(node=NODE, reach=Reach.STAFF):
    return scope.enter(node, reach, Actor.service("test"))


def late(application, *, days=3):
    """Its limit ended so many days ago."""
    with inside():
        Case.objects.filter(application=application).update(due_on=timezone.localdate() - timedelta(days))


def waiting_nodes():
    with inside("ministry", Reach.SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT province_nodes_with_deadlines()")
        return [node for (node,) in cursor.fetchall()]


def test_what_is_late_is_marked_once_and_the_next_move_clears_it(cast, waiting):
    assert waiting_nodes() == []
    late(waiting)
    assert waiting_nodes() == [NODE]
    tasks.sweep_deadlines()
    for _ring in range(2):
        tasks.keep_deadlines(NODE)
    first_day = timezone.localdate() - timedelta(days=2)
    assert case_of(waiting).overdue_since == first_day
    assert waiting_nodes() == []
    with inside():
        assert AuditEntry.objects.filter(verb="deadlines.overdue").count() == 1
    approve(cast, waiting)
    assert case_of(waiting).overdue_since is None


def test_a_limit_ends_at_midnight_in_shanghai(cast, waiting):
    due = case_of(waiting).due_on
    last_minute = datetime(due.year, due.month, due.day, 23, 59, tzinfo=SHANGHAI)
    for moment, marked in ((last_minute, None), (last_minute + timedelta(minutes=1), due + timedelta(days=1))):
        with inside():
            deadlines.keep(now=moment)
        assert case_of(waiting).overdue_since == marked


def test_the_queue_counts_late_reviews_by_who_has_them(cast, reviewer, waiting):
    second = report(number=2)
    drain()
    person = cast.person("province_reviewer", NODE)
    with cast.acting(person):
        transitions.claim(case=Case.objects.get(application=second), by=person, now=timezone.now())
    queue = cast.url(NODE, "queue")
    assert [(tab.label, tab.count) for tab in reviewer.get(queue).context["tabs"]][3] == ("已逾期", "0")
    assert reviewer.get(queue, {"show": "overdue"}).context["view"].lines == []
    late(waiting)
    late(second)
    page = reviewer.get(queue, {"show": "overdue"})
    assert len(page.context["view"].lines) == 2
    assert dict(page.context["late"]) == {person.name: 1, "无人领取": 1}
    stranger = cast.staff("province_reviewer", "province:33").get(cast.url("province:33", "queue"), {"show": "overdue"})
    assert (stranger.context["view"].lines, stranger.context["late"]) == ([], [])


def test_what_was_returned_and_never_mended_is_junk_and_no_late_review(cast, waiting):
    send_back(cast, waiting)
    with inside():
        today = timezone.localdate()
        assert not Case.objects.junk(today).exists()
    late(waiting)
    with inside():
        assert Case.objects.junk(today).count() == 1
        assert list(Case.objects.overdue_by_reviewer(today)) == []
    page = cast.staff("province_supervisor", NODE).get(cast.url(NODE, "queue"), {"show": "overdue"})
    assert "退回后逾期未修改的 1 件" in page.content.decode()


def test_a_review_that_begins_before_national_day_ends_by_the_calendar(cast):
    """Seven days off from 1 October 2026, and Saturday the 10th is worked."""
    with time_machine.travel(datetime(2026, 9, 30, 10, tzinfo=SHANGHAI), tick=True):
        application = report()
        drain()
    assert case_of(application).due_on == date(2026, 11, 3)
