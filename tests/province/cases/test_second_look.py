"""A share of all decisions is looked at by another person before anything leaves the bureau."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from beian import exchange
from beian.audit.models import AuditEntry
from beian.exchange import drain
from beian.exchange.models import OutboxMessage
from beian.pages.errors import Conflict
from beian.people import scope
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach
from province.cases import second, transitions
from province.cases.models import Case
from province.cases.permissions import Refused
from province.cases.records import Outcome, SecondLook, SecondLookRate
from tests.province.stories import case_of, open_papers, report, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B15")]

NODE = "province:11"
REASON = {"item": "sites.0.name", "code": "site_name", "text": "名称不符", "suggestion": "改名", "article": "R20(1)"}


@pytest.fixture
def every_decision(cast):
    """The bureau looks at each decision twice."""
    supervisor = cast.person("province_supervisor", NODE)
    with cast.acting(supervisor):
        second.set_rate(percent=100, note="试行", by=supervisor, now=timezone.now())


def reviewer_of(cast, name=""):
    return cast.person("province_reviewer", NODE, name)


def decide(cast, application, *, approves=True, name="") -> Case:
    user = reviewer_of(cast, name)
    with cast.acting(user):
        case = Case.objects.get(application=application)
        return second.decide(case=case, by=user, now=timezone.now(), approves=approves, reasons=[REASON])


def told(application) -> int:
    with scope.enter(NODE, Reach.STAFF, Actor.service("story")):
        return OutboxMessage.objects.filter(key=application, kind__in=("filing.approved", "filing.moved")).count()


def url(cast, name, application):
    return cast.url(NODE, name, case_of(application).pk)


def look_of(cast) -> SecondLook:
    with cast.acting(reviewer_of(cast)):
        return SecondLook.objects.select_related("seen_by", "proposed_by").latest("id")


def words(page, status=200) -> str:
    assert page.status_code == status, page.content.decode()
    return page.content.decode()


def test_without_a_rate_every_decision_counts_at_once(cast, waiting):
    assert decide(cast, waiting).state == "approved"


def test_an_approval_leaves_only_after_another_person_has_agreed(cast, reviewer, waiting, every_decision):
    before = told(waiting)
    open_papers(reviewer, waiting)
    answer = {"revision": case_of(waiting).revision, "decision": "approve", "next": "on"}
    page = words(reviewer.post(url(cast, "case_decide", waiting), answer, follow=True))
    assert "等待" in page
    case = case_of(waiting)
    assert (case.state, case.decided_by, case.claimed_by_id) == ("under_review", None, None)
    assert told(waiting) == before
    other = cast.staff("province_reviewer", NODE, "李二")
    claimed = other.post(cast.url(NODE, "claim_next"), {"second": "1"})
    assert claimed["Location"] == url(cast, "case", waiting)
    assert "审核员 于 " in words(other.get(claimed["Location"]))
    answer = {"revision": case.revision, "decision": "agree", "leased": "1", "next": "on"}
    assert "您还没有打开" in words(other.post(url(cast, "case_look", waiting), answer), 422)
    open_papers(other, waiting)
    assert other.post(url(cast, "case_look", waiting), answer).status_code == 302
    case, look = case_of(waiting), look_of(cast)
    assert (case.state, case.decided_by.name) == ("approved", "审核员")
    assert (look.outcome, look.seen_by.name, look.proposed_by.name) == (Outcome.AGREED, "李二", "审核员")
    assert told(waiting) > before
    settle()
    assert case_of(waiting).state == "granted"
    assert "复核同意：李二。" in words(other.get(url(cast, "case", waiting)))


def test_a_return_waits_with_its_reasons_and_leaves_as_it_was_written(cast, waiting, every_decision):
    decide(cast, waiting, approves=False)
    other = reviewer_of(cast, "李二")
    with cast.acting(other):
        second.agree(case=Case.objects.get(), by=other, now=timezone.now())
    case = case_of(waiting)
    assert (case.state, case.reasons) == ("returned", [REASON])


def test_nobody_looks_at_his_own_decision(cast, reviewer, waiting, every_decision):
    decide(cast, waiting)
    assert reviewer.post(cast.url(NODE, "claim_next"), {"second": "1"})["Location"].endswith("?show=second&nothing=1")
    assert "须由另一位审核员复核" in words(reviewer.post(url(cast, "case_claim", waiting)), 422)
    answer = {"revision": case_of(waiting).revision, "decision": "agree"}
    assert "须由另一位审核员复核" in words(reviewer.post(url(cast, "case_look", waiting), answer), 422)
    assert "须由另一位审核员复核" in words(reviewer.get(url(cast, "case", waiting)))
    assert case_of(waiting).state == "under_review"
    with pytest.raises(IntegrityError), cast.acting(reviewer_of(cast)):
        SecondLook.objects.update(outcome=Outcome.AGREED, seen_by=reviewer_of(cast), seen_at=timezone.now())


def test_who_disagrees_says_why_and_the_case_goes_back_with_his_words(cast, reviewer, waiting, every_decision):
    due = case_of(waiting).due_on
    decide(cast, waiting)
    other = cast.staff("province_reviewer", NODE, "李二")
    answer = {"revision": case_of(waiting).revision, "decision": "disagree"}
    assert "不同意时，请写明原因" in words(other.post(url(cast, "case_look", waiting), answer), 422)
    other.post(url(cast, "case_look", waiting), answer | {"words": "执照已过期"})
    case = case_of(waiting)
    assert (case.state, case.second_look_since, case.due_on) == ("under_review", None, due)
    assert look_of(cast).outcome == Outcome.DISAGREED
    page = words(reviewer.get(url(cast, "case", waiting)))
    assert "复核不同意，回到审核中" in page
    assert "执照已过期" in page
    assert "北京某某科技有限公司" in words(reviewer.get(cast.url(NODE, "queue")))


def test_what_waits_for_a_second_look_has_its_own_tab_and_cannot_be_decided(cast, waiting, every_decision):
    decide(cast, waiting)
    other = cast.staff("province_reviewer", NODE, "李二")
    name = "北京某某科技有限公司"
    assert name not in words(other.get(cast.url(NODE, "queue")))
    page = words(other.get(cast.url(NODE, "queue"), {"show": "second"}))
    assert name in page
    assert "领取下一件复核" in page
    answer = {"revision": case_of(waiting).revision, "decision": "approve"}
    assert "正在等待另一位审核员复核" in words(other.post(url(cast, "case_decide", waiting), answer), 409)
    with cast.acting(reviewer_of(cast, "李二")):
        assert transitions.claim_next(by=reviewer_of(cast, "李二"), now=timezone.now()) is None


def test_a_conflict_that_comes_meanwhile_ends_the_second_look(cast, waiting, every_decision):
    decide(cast, waiting)
    case = case_of(waiting)
    found = {
        "kind": "domain",
        "item": "sites.0.domains.0",
        "text": "冲突",
        "issuing_province": "浙江",
        "next_step": "联系",
    }
    with scope.enter(MINISTRY, Reach.STAFF, Actor.service("story")):
        exchange.send(
            receiver=NODE,
            kind="filing.conflicted",
            key=waiting,
            round=1,
            revision=case.revision + 1,
            body={"conflicts": [found]},
        )
    drain()
    assert (case_of(waiting).state, look_of(cast).outcome) == ("returned", Outcome.OVERTAKEN)
    other = cast.staff("province_reviewer", NODE, "李二")
    answer = {"revision": case.revision, "decision": "agree"}
    assert other.post(url(cast, "case_look", waiting), answer).status_code in (409, 422)


def test_agreeing_and_disagreeing_at_once_only_one_counts(cast, waiting, every_decision):
    decide(cast, waiting)
    people = {"agree": reviewer_of(cast, "李一"), "disagree": reviewer_of(cast, "李二")}

    def look(word):
        try:
            with cast.acting(people[word]):
                asked = {"case": Case.objects.get(), "by": people[word], "now": timezone.now()}
                second.agree(**asked) if word == "agree" else second.disagree(**asked, words="不清楚")
            return True
        except (Refused, Conflict):
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip(people, pool.map(look, people), strict=True))
    assert sorted(outcomes.values()) == [False, True]
    assert case_of(waiting).state == ("approved" if outcomes["agree"] else "under_review")


def test_two_decisions_at_once_propose_one(cast, waiting, every_decision):
    def proposed(name):
        try:
            decide(cast, waiting, name=name)
            return True
        except (Refused, Conflict):
            return False
        finally:
            connections.close_all()

    for name in ("李一", "李二"):
        reviewer_of(cast, name)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(proposed, ("李一", "李二"))) == [False, True]


def test_the_draw_is_the_same_each_time_and_takes_the_share_that_was_set(cast):
    with scope.enter(NODE, Reach.STAFF, Actor.service("story")):
        cases = [SimpleNamespace(application=UUID(int=n), round=1) for n in range(4000)]
        drawn = [second.drawn(case, 25) for case in cases]
        assert drawn == [second.drawn(case, 25) for case in cases]
        assert 900 < sum(drawn) < 1100
        assert all(second.drawn(case, 100) for case in cases)
        assert not any(second.drawn(case, 0) for case in cases)
        more = [second.drawn(case, 40) for case in cases]
        assert all(later for earlier, later in zip(drawn, more, strict=True) if earlier)
        again = [second.drawn(SimpleNamespace(application=case.application, round=2), 25) for case in cases]
        assert again != drawn


# ---- the rate


def test_the_supervisor_sets_the_rate_and_the_record_says_who(cast, reviewer):
    supervisor = cast.staff("province_supervisor", NODE)
    page, address = cast.url(NODE, "second_look_rate"), cast.url(NODE, "second_look_rate_set")
    assert "还没有设定过" in words(supervisor.get(page))
    supervisor.post(address, {"known": "0", "percent": "15", "note": "年末抽查"})
    shown = words(reviewer.get(page))
    assert "15%（年末抽查）" in shown
    assert address not in shown
    assert reviewer.post(address, {"known": "0", "percent": "1"}).status_code == 403
    with cast.acting(reviewer_of(cast)):
        entry = AuditEntry.objects.get(verb="second_look.rate")
        assert (entry.actor_label, entry.before, entry.after["percent"]) == ("监督员", {"percent": 0}, 15)


@pytest.mark.parametrize("percent", ["101", "-1", "x", "", "9" * 30, "1\x00"])
def test_a_rate_that_is_none_is_refused(cast, percent):
    supervisor = cast.staff("province_supervisor", NODE)
    page = supervisor.post(cast.url(NODE, "second_look_rate_set"), {"known": "0", "percent": percent})
    assert page.status_code == 422
    with cast.acting(reviewer_of(cast)):
        assert not SecondLookRate.objects.exists()


def test_who_sets_a_rate_that_changed_meanwhile_is_told(cast, every_decision):
    late = cast.staff("province_supervisor", NODE, "王五")
    page = late.post(cast.url(NODE, "second_look_rate_set"), {"known": "0", "percent": "5"})
    assert "监督员" in words(page, 409)


@pytest.mark.requirement("A3")
def test_a_rate_is_of_one_bureau(cast, every_decision):
    with cast.acting(cast.person("province_supervisor", "province:33")):
        assert second.rate() == 0
        assert not SecondLook.objects.exists()


def test_a_deadline_runs_on_while_somebody_looks(cast, waiting, every_decision):
    decide(cast, waiting)
    with scope.enter(NODE, Reach.STAFF, Actor.service("story")):
        case = Case.objects.get()
        Case.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert case.due_on is not None
    other = cast.staff("province_reviewer", NODE, "李二")
    assert "北京某某科技有限公司" in words(other.get(cast.url(NODE, "queue"), {"show": "overdue"}))


def test_the_page_of_a_second_look_takes_few_queries(cast, waiting, every_decision, django_assert_max_num_queries):
    decide(cast, waiting)
    report(number=2)
    other = cast.staff("province_reviewer", NODE, "李二")
    other.get(url(cast, "case", waiting))
    address = url(cast, "case", waiting)
    with django_assert_max_num_queries(21):
        words(other.get(address))
