"""A reported application at the provinces: checked, routed, reviewed, granted, returned."""

import threading

import psycopg2
import pytest
from django.db import connections
from django.utils import timezone

from beian.evidence.models import EvidenceFile
from beian.exchange import drain
from beian.notices.models import Notice
from beian.pages.errors import Conflict
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference import clocks
from province.cases import granting, transitions
from province.cases.models import Case, Relation
from province.register.models import FilingPassword, Subject
from tests.province.stories import approve, case_of, report, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B13")]


@pytest.mark.requirement("B14", "B15")
def test_a_subject_at_home_is_reviewed_at_home_at_once(cast):
    application = report()
    drain()
    case = case_of(application)
    assert (case.state, case.relation) == ("under_review", Relation.SUBJECT)
    assert case.due_on == clocks.due(clocks.clock("review"), timezone.now())
    assert case.leased_at is not None


@pytest.mark.requirement("B14")
def test_a_subject_elsewhere_is_reviewed_there_and_supervised_here_without_the_person(cast):
    def to_zhejiang(data):
        data["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}

    application = report(subject_province="33", change=to_zhejiang)
    drain()
    here, there = case_of(application, "province:11"), case_of(application, "province:33")
    assert (here.relation, here.state) == (Relation.PROVIDER, "under_review")
    assert here.wrapped_key is None
    assert (there.relation, there.state) == (Relation.SUBJECT, "under_review")
    assert "王建国" not in str(here.document)
    with scope.enter("province:33", Reach.STAFF, Actor.service("test")):
        assert there.open_document().subject.principal.name == "王建国"
        assert EvidenceFile.objects.filter(complete=True).count() == 3
    with scope.enter("province:11", Reach.STAFF, Actor.service("test")):
        assert EvidenceFile.objects.count() == 0


def test_what_the_automatic_check_refuses_goes_back_with_its_reasons(cast):
    def no_name(data):
        del data["sites"][0]["name"]

    application = report(change=no_name, papers=("owner_certificate",))
    drain()
    case = case_of(application)
    assert case.state == "returned"
    assert {reason["item"] for reason in case.reasons} >= {"sites.0.name", "desk_photo"}
    assert all(reason["suggestion"] and reason["article"] for reason in case.reasons)


@pytest.mark.requirement("B8")
def test_an_item_that_nobody_compared_is_not_verified(cast):
    application = report(compared=["subject.name"])
    drain()
    assert [reason["code"] for reason in case_of(application).reasons] == ["not_compared"]


@pytest.mark.requirement("B16", "B17")
def test_an_approved_case_is_numbered_after_the_ministry_cleared_it(cast):
    application = report()
    drain()
    approve(cast, application)
    assert case_of(application).filing_number == ""
    settle()
    case = case_of(application)
    assert (case.state, case.filing_number) == ("granted", f"京ICP备{timezone.now().year}000001号")
    with scope.enter("province:11", Reach.STAFF, Actor.service("test")):
        subject = Subject.objects.get()
        assert [site.number for site in subject.sites.all()] == [f"{case.filing_number}-1"]
        assert FilingPassword.objects.get(subject=subject).verifier.startswith("$argon2id$")
        assert sorted(Notice.objects.values_list("channel", flat=True)) == ["mail", "sms"]


@pytest.mark.requirement("B17")
def test_the_password_stands_in_no_message_and_no_log(cast, test_urls):
    made = granting.Password("Canary7Password", granting.passwords.verifier("Canary7Password"))
    application = report()
    drain()
    approve(cast, application)
    drain()
    with scope.enter("province:11", Reach.STAFF, Actor.service("test")):
        granting.grant(case=Case.objects.get().pk, password=made, now=timezone.now())
    drain()
    line = psycopg2.connect(test_urls["DATABASE_OWNER_URL"])
    with line.cursor() as cursor:
        cursor.execute("SELECT string_agg(convert_from(payload, 'UTF8'), '') FROM beian_outboxmessage")
        messages = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(before::text || after::text, '') FROM beian_auditentry")
        log = cursor.fetchone()[0]
    line.close()
    assert made.verifier in messages
    assert "Canary7Password" not in messages + log


def test_a_returned_case_takes_the_next_round_and_ignores_an_older_one(cast):
    def no_name(data):
        del data["sites"][0]["name"]

    application = report(change=no_name)
    drain()
    report(application=application, round=2, revision=9)
    drain()
    assert (case_of(application).state, case_of(application).round) == ("under_review", 2)
    report(application=application, round=1, revision=8, change=no_name)
    drain()
    assert (case_of(application).state, case_of(application).round) == ("under_review", 2)


@pytest.mark.requirement("B15")
def test_a_reviewer_sends_back_with_item_code_and_remedy(cast):
    application = report()
    drain()
    reviewer = cast.client(cast.person("province_reviewer", "province:11"))
    case = case_of(application)
    rows = {
        "reasons-TOTAL_FORMS": "1",
        "reasons-INITIAL_FORMS": "0",
        "reasons-MIN_NUM_FORMS": "1",
        "reasons-MAX_NUM_FORMS": "30",
    }
    answer = {
        "decision": "return",
        "revision": case.revision,
        "reasons-0-item": "sites.0.name",
        "reasons-0-code": "site_name",
    }
    page = reviewer.post(cast.url("province:11", "case_decide", case.pk), rows | answer)
    assert page.status_code == 302, page.content.decode()
    case = case_of(application)
    assert case.state == "returned"
    assert case.reasons[0]["item"] == "sites.0.name"
    assert case.reasons[0]["article"] == "P09 附件3二(五)"


def test_sending_back_without_a_reason_is_refused_and_nothing_is_written(cast):
    application = report()
    drain()
    case = case_of(application)
    reviewer = cast.client(cast.person("province_reviewer", "province:11"))
    rows = {
        "reasons-TOTAL_FORMS": "1",
        "reasons-INITIAL_FORMS": "0",
        "reasons-MIN_NUM_FORMS": "1",
        "reasons-MAX_NUM_FORMS": "30",
    }
    page = reviewer.post(
        cast.url("province:11", "case_decide", case.pk), rows | {"decision": "return", "revision": case.revision}
    )
    assert page.status_code == 422
    assert "请选择退回的项目" in page.content.decode()
    assert case_of(application).state == "under_review"


@pytest.mark.fault("F25")
@pytest.mark.requirement("B15")
def test_of_two_reviewers_who_decide_at_once_one_decides_and_the_other_is_told_who(cast):
    application = report()
    drain()
    first, second = (cast.person("province_reviewer", "province:11", name) for name in ("李一", "李二"))
    pk, outcomes, gate = case_of(application).pk, [], threading.Barrier(2)

    def decide(reviewer):
        try:
            with cast.acting(reviewer):
                case = Case.objects.get(pk=pk)
                gate.wait(10)
                transitions.approve(case=case, by=reviewer, now=timezone.now())
            outcomes.append("decided")
        except Conflict as conflict:
            outcomes.append(conflict.who)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(reviewer,)) for reviewer in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    decided_by = case_of(application).decided_by.name
    assert sorted(outcomes) == sorted(["decided", decided_by])


def test_two_reviewers_never_claim_the_same_case(cast):
    report()
    report(
        change=lambda data: (
            data["sites"][0].update(domains=["example.com"], home_url="http://example.com/"),
            data["subject"]["certificate"].update(number="91110000100000002D"),
        )
    )
    drain()
    first, second = (cast.person("province_reviewer", "province:11", name) for name in ("李一", "李二"))
    claimed = []
    for reviewer in (first, second, first):
        with cast.acting(reviewer):
            case = transitions.claim_next(by=reviewer, now=timezone.now())
            claimed.append(case and case.pk)
    assert len(set(claimed[:2])) == 2
    assert claimed[2] is None


@pytest.mark.requirement("A3")
def test_a_stranger_province_finds_no_case(cast):
    application = report()
    drain()
    stranger = cast.staff("province_reviewer", "province:33")
    assert stranger.get(cast.url("province:33", "case", case_of(application).pk)).status_code == 404


@pytest.mark.requirement("B14")
def test_the_providers_province_cannot_decide_for_a_subject_elsewhere(cast):
    def to_zhejiang(data):
        data["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}

    application = report(subject_province="33", change=to_zhejiang)
    drain()
    case = case_of(application)
    reviewer = cast.client(cast.person("province_reviewer", "province:11"))
    page = reviewer.post(
        cast.url("province:11", "case_decide", case.pk), {"decision": "approve", "revision": case.revision}
    )
    assert page.status_code == 422
    assert "主体不在本省" in page.content.decode()


@pytest.mark.requirement("A3")
def test_a_provider_cannot_report_for_another(cast):
    from beian.exchange.models import InboxMessage

    def as_another(data):
        data["access"]["provider"] = "p02"

    application = report(change=as_another)
    drain()
    assert case_of(application).state == "returned"
    assert case_of(application).reasons[0]["code"] == "foreign_access"
    with scope.enter("province:11", Reach.STAFF, Actor.service("test")):
        assert not InboxMessage.objects.filter(state="parked").exists()


@pytest.mark.parametrize("page", ["queue", "supervised", "register"])
def test_the_lists_take_few_queries_whatever_they_hold(cast, page, django_assert_max_num_queries):
    application = report()
    drain()
    approve(cast, application)
    settle()
    client = cast.staff("province_supervisor", "province:11")
    with django_assert_max_num_queries(14):
        assert client.get(cast.url("province:11", page)).status_code == 200


def test_the_review_page_shows_no_personal_item_in_clear(cast):
    application = report()
    drain()
    page = cast.staff("province_reviewer", "province:11").get(cast.url("province:11", "case", case_of(application).pk))
    text = page.content.decode()
    assert page.status_code == 200
    assert "某某科技官网" in text
    for secret in ("13800138000", "11010519491231002X", "wangjianguo@"):
        assert secret not in text
