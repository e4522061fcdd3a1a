"""What no tier sees of another it is told: counts from providers to their province, from provinces to the ministry (B21)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from beian import exchange
from beian.exchange import drain
from beian.exchange.models import InboxMessage
from beian.people import scope
from beian.people.scope import Actor, Reach
from ministry.dashboard import tallies as nation
from ministry.dashboard.models import CarriedTally, ReviewTally
from provider.applications import tallies as told
from provider.applications.models import Application
from province.supervision import tallies
from province.supervision.models import ProviderTally
from tests.provider.stories import application_at
from tests.province.stories import report

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B21")]
STORY = Actor.service("story")
PROVIDER, PROVINCE, MINISTRY = "provider:p01", "province:11", "ministry"


@pytest.fixture(autouse=True)
def all_nodes(settings, provinces_and_ministry):
    settings.NODES = "*"


def at(node: str):
    return scope.enter(node, Reach.STAFF, STORY)


def tell(now=None) -> None:
    with at(PROVIDER):
        told.tell(now=now or timezone.now())
    drain()


def held() -> tuple[int, int, int]:
    with at(PROVINCE):
        row = ProviderTally.objects.get(provider="p01")
        return row.waiting, row.overdue, row.left_unchecked


def test_what_owners_handed_in_and_a_provider_left_lying_reaches_province_and_ministry(cast):
    left = application_at("submitted", cast)
    application_at("prechecked", cast, domain="other.cn", mobile="13700137000")
    with at(PROVIDER):
        Application.objects.filter(uuid=left.uuid).update(due_on=timezone.localdate() - timedelta(days=2))
    tell()
    assert held() == (2, 1, 1)
    with at(PROVINCE):
        tallies.tell(now=timezone.now())
    drain()
    with at(MINISTRY):
        line = CarriedTally.objects.get(provider="p01")
        assert (line.province, line.waiting, line.overdue, line.left_unchecked) == ("11", 2, 1, 1)
        assert line.name == "京云网络科技有限公司" and line.as_of is not None
        assert ReviewTally.objects.get(province="11").under_review == 0


def test_no_row_of_the_provider_crosses(cast):
    application_at("submitted", cast)
    tell()
    with at(PROVINCE):
        body = bytes(InboxMessage.objects.get(kind="tally.told").payload).decode()
    assert "submitted" in body and "某某" not in body and "example.cn" not in body


def test_told_twice_it_stands_once_and_an_older_moment_changes_nothing(cast):
    now = timezone.now()
    tell(now)
    application_at("submitted", cast)
    tell(now + timedelta(minutes=1))
    assert held()[0] == 1
    with at(PROVIDER):
        Application.objects.all().update(due_on=None)
        exchange.send(
            receiver=PROVINCE,
            kind="tally.told",
            key=PROVIDER,
            revision=told.revision(now - timedelta(days=1)),
            body={"as_of": now - timedelta(days=1), "standings": [], "left_unchecked": 99},
        )
    drain()
    assert held() == (1, 0, 0)


def test_a_province_that_asks_is_answered_and_tells_the_ministry(cast):
    application_at("submitted", cast)
    answer = cast.staff("province_supervisor", PROVINCE).post("/province/11/load/want/", {"ask": "now"})
    assert answer.status_code == 302
    drain()
    assert held()[0] == 1
    page = cast.staff("province_supervisor", PROVINCE).get("/province/11/load/providers/").content.decode()
    assert "京云网络科技有限公司" in page and "从未报数" not in page


def test_the_ministry_asks_and_every_province_answers(cast):
    with at(MINISTRY):
        assert nation.want() == 2
    drain()
    with at(MINISTRY):
        assert set(ReviewTally.objects.values_list("province", flat=True)) == {"11", "33"}


@pytest.mark.parametrize(
    ("sender", "key"), [("provider:p02", "provider:p02"), ("provider:p02", PROVIDER), (PROVIDER, "provider:p02")]
)
def test_nobody_tells_of_somebody_elses_work(cast, sender, key):
    body = {"as_of": timezone.now(), "standings": [], "left_unchecked": 7}
    with scope.enter(sender, Reach.STAFF, STORY):
        exchange.send(receiver=PROVINCE, kind="tally.told", key=key, revision=1, body=body)
    drain()
    with at(PROVINCE):
        assert not ProviderTally.objects.exists()
        assert InboxMessage.objects.get(kind="tally.told").state == "parked"


def test_a_strange_province_cannot_ask_a_provider(cast):
    with at("province:33"):
        exchange.send(receiver=PROVIDER, kind="tally.wanted", key=PROVIDER, body={})
    drain()
    with at(PROVIDER):
        assert InboxMessage.objects.get(kind="tally.wanted").state == "parked"


def test_a_provider_that_has_not_told_for_a_day_is_hatched(cast):
    tell(timezone.now() - timedelta(hours=31))
    page = cast.staff("province_supervisor", PROVINCE).get("/province/11/load/providers/").content.decode()
    assert "（迟报）" in page and 'class="amount late"' in page


def test_reviews_that_are_late_are_told_the_ministry(cast):
    report()
    drain()
    with at(PROVINCE):
        from province.cases.models import Case

        Case.objects.all().update(due_on=timezone.localdate() - timedelta(days=1))
        counted = tallies.count(now=timezone.now())
    assert (counted.under_review, counted.overdue) == (1, 1)
    assert [(line.code, line.review_overdue) for line in counted.providers] == [("p01", 1)]


def test_the_clock_rings_for_every_node_served_here(cast, settings):
    from beian.exchange.transports import served

    assert served("provider") == ["provider:p01", "provider:p02"]
    settings.NODES = "ministry,province:11"
    assert served("provider") == [] and served("province") == [PROVINCE]
