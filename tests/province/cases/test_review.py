"""The reviewer at his pages: the queue, the case in hand, deciding it, and reading what is masked."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.evidence.models import EvidenceFile
from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference import clocks
from province.cases import transitions
from province.cases.models import Case, CaseRound
from tests.beian.evidence import aging
from tests.province.stories import approve, case_of, open_papers, report, returned_once, send_back, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B15")]

NODE = "province:11"
ROWS = {
    "reasons-TOTAL_FORMS": "1",
    "reasons-INITIAL_FORMS": "0",
    "reasons-MIN_NUM_FORMS": "1",
    "reasons-MAX_NUM_FORMS": "30",
}
REASON = {"reasons-0-item": "sites.0.name", "reasons-0-code": "site_name"}


def url(cast, name, application, node=NODE):
    return cast.url(node, name, case_of(application, node).pk)


def words(page, status=200) -> str:
    assert page.status_code == status, page.content.decode()
    return page.content.decode()


def decision(application, **values):
    return {"revision": case_of(application).revision} | values


def review_ends():
    return clocks.due(clocks.clock("review"), timezone.now())


# ---- the queue


def test_each_tab_holds_what_its_name_says(cast, reviewer, waiting):
    returned = report(number=2)
    drain()
    send_back(cast, returned)
    name, other = "北京某某科技有限公司", "北京第2科技有限公司"
    queue = cast.url(NODE, "queue")
    seen = {tab: words(reviewer.get(queue, {"show": tab})) for tab in ("open", "mine", "soon", "returned", "all")}
    assert {tab for tab, page in seen.items() if name in page} == {"open", "all"}
    assert {tab for tab, page in seen.items() if other in page} == {"returned", "all"}
    reviewer.post(cast.url(NODE, "claim_next"))
    assert name not in words(reviewer.get(queue))
    assert name in words(reviewer.get(queue, {"show": "mine"}))


def test_a_case_is_due_soon_three_working_days_before_the_end(cast, waiting):
    due = case_of(waiting).due_on
    for days, seen in ((12, False), (1, True)):
        with time_machine.travel(timezone.now().replace(year=due.year, month=due.month, day=due.day) - timedelta(days)):
            client = cast.staff("province_reviewer", NODE)
            assert ("北京某某科技有限公司" in words(client.get(cast.url(NODE, "queue"), {"show": "soon"}))) is seen


def test_a_filter_and_its_clearing_stay_in_the_tab(cast, reviewer, waiting):
    page = words(reviewer.get(cast.url(NODE, "queue"), {"show": "all", "subject": "没有这家", "order": "new"}))
    assert '<input type="hidden" name="show" value="all">' in page
    assert "?show=all&amp;order=new" in page


def test_claiming_where_nothing_waits_says_so(cast, reviewer):
    page = reviewer.post(cast.url(NODE, "claim_next"), follow=True)
    assert "现在没有可以领取的案件" in words(page)


def test_the_most_urgent_case_is_claimed_first(cast, reviewer, waiting):
    later = report(number=2)
    drain()
    with cast.acting(cast.person("province_reviewer", NODE)):
        Case.objects.filter(application=later).update(due_on=timezone.localdate())
    page = reviewer.post(cast.url(NODE, "claim_next"))
    assert page["Location"] == url(cast, "case", later)


# ---- in hand


def test_a_case_in_anothers_hand_can_be_read_and_not_decided(cast, reviewer, waiting):
    other = cast.staff("province_reviewer", NODE, "李二")
    other.post(url(cast, "case_claim", waiting))
    page = words(reviewer.get(url(cast, "case", waiting)))
    assert "李二：正在审核此案件" in page
    assert 'name="decision"' not in page
    assert "李二" in words(reviewer.post(url(cast, "case_claim", waiting)), 409)
    refused = words(reviewer.post(url(cast, "case_decide", waiting), decision(waiting, decision="approve")), 409)
    assert "李二" in refused
    assert case_of(waiting).state == "under_review"


def test_a_hold_that_ran_out_holds_nobody_back(cast, waiting):
    first, second = (cast.person("province_reviewer", NODE, name) for name in ("李一", "李二"))
    with cast.acting(first):
        transitions.claim(case=Case.objects.get(), by=first, now=timezone.now() - timedelta(minutes=16))
    with cast.acting(second):
        assert transitions.claim_next(by=second, now=timezone.now()).claimed_by == second
    page = cast.staff("province_reviewer", NODE, "李一").post(
        url(cast, "case_decide", waiting), decision(waiting, decision="approve")
    )
    assert "李二" in words(page, 409)


# ---- deciding


def test_approving_shows_who_when_and_the_next_case(cast, reviewer, waiting):
    open_papers(reviewer, waiting)
    page = words(reviewer.post(url(cast, "case_decide", waiting), decision(waiting, decision="approve"), follow=True))
    assert "审核通过，冲突检测中" in page
    assert "审核决定：审核员" in page
    assert cast.url(NODE, "claim_next") in page
    assert 'name="decision"' not in page


@pytest.mark.fault("F25")
def test_whoever_decides_second_reads_who_decided_and_when(cast, reviewer, waiting):
    send_back(cast, waiting)
    case = case_of(waiting)
    late = cast.staff("province_reviewer", NODE, "李二")
    page = words(late.post(url(cast, "case_decide", waiting), {"revision": 5, "decision": "approve"}), 409)
    assert f"{timezone.localtime(case.decided_at):%Y-%m-%d %H:%M}" in page
    assert "审核员" in page
    assert "已退回" in page


def test_what_was_read_before_a_change_is_not_decided(cast, reviewer, waiting):
    stale = {"decision": "approve", "revision": case_of(waiting).revision - 1}
    assert "案件在您打开之后有了变化" in words(reviewer.post(url(cast, "case_decide", waiting), stale), 422)
    assert case_of(waiting).state == "under_review"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reasons-0-item": "sites.9.name"}, "请从给出的选项中选择退回的项目"),
        ({"reasons-0-code": "made_up"}, "请从给出的选项中选择理由"),
        ({"reasons-0-code": "other"}, "请写明怎样改正"),
        ({"reasons-0-text": "长" * 501}, "最多 500 个字"),
        ({"reasons-0-text": "a\x00b"}, "含有无法显示的字符"),
        ({"decision": "maybe"}, "请从给出的选项中选择审核意见"),
        ({"revision": "x"}, "案件版本只能填写数字"),
    ],
)
def test_a_wrong_answer_is_refused_by_name_and_nothing_is_written(cast, reviewer, waiting, sent, said):
    answer = ROWS | REASON | {"reasons-0-suggestion": "写全称"} | decision(waiting, decision="return")
    if sent.get("reasons-0-code") == "other":
        answer["reasons-0-suggestion"] = ""
    page = words(reviewer.post(url(cast, "case_decide", waiting), answer | sent), 422)
    assert "<title>错误：" in page
    assert said in page
    assert case_of(waiting).state == "under_review"


def test_another_row_keeps_what_was_written(cast, reviewer, waiting):
    answer = ROWS | REASON | {"reasons-0-text": "名称太短"} | decision(waiting, decision="return", rows="reasons")
    page = words(reviewer.post(url(cast, "case_decide", waiting), answer))
    assert "名称太短" in page
    assert "reasons-1-item" in page
    assert '<details id="returning" open' in page
    assert case_of(waiting).state == "under_review"


def test_reasons_are_kept_in_chinese_whatever_the_reviewer_reads(cast, reviewer, waiting):
    reviewer.cookies["django_language"] = "en"
    reviewer.post(url(cast, "case_decide", waiting), ROWS | REASON | decision(waiting, decision="return"))
    assert case_of(waiting).reasons[0]["text"] == "网站名称不符合要求。"


@pytest.mark.requirement("B6")
def test_what_has_not_arrived_yet_can_be_returned_and_not_approved(cast, reviewer, waiting, test_urls):
    aging.still_awaited(test_urls, NODE, "desk_photo")
    page = words(reviewer.get(url(cast, "case", waiting)))
    assert "核验材料尚未全部到达" in page
    assert 'value="approve"' not in page
    assert "核验材料" in words(
        reviewer.post(url(cast, "case_decide", waiting), decision(waiting, decision="approve")), 422
    )
    reviewer.post(url(cast, "case_decide", waiting), ROWS | REASON | decision(waiting, decision="return"))
    assert case_of(waiting).state == "returned"


@pytest.mark.requirement("B6")
def test_a_paper_that_was_listed_and_never_sealed_for_us_counts_as_missing(cast, reviewer):
    application = report(sealed_for=["province:33"])
    drain()
    with cast.acting(cast.person("province_reviewer", NODE)):
        assert not EvidenceFile.objects.exists()
    page = reviewer.post(url(cast, "case_decide", application), decision(application, decision="approve"))
    assert "核验材料尚未全部到达" in words(page, 422)


# ---- what the page shows


def test_findings_lead_to_their_fields_and_speak_words(cast, reviewer):
    def odd(data):
        data["sites"][0]["remark"] = ""
        data["subject"]["superior"] = None

    application = report(change=odd)
    drain()
    with cast.acting(cast.person("province_reviewer", NODE)):
        found = {"item": "sites.0.name", "code": "site_name_short", "text": "名称偏短。", "severity": "warn"}
        Case.objects.filter(application=application).update(findings=[found])
    page = words(reviewer.get(url(cast, "case", application)))
    assert '<a href="#item-sites.0.name">网站名称</a>' in page
    assert 'id="item-sites.0.name"' in page
    assert "site_name_short" not in page


def test_the_second_round_shows_what_has_changed_since_the_first(cast, reviewer):
    application = returned_once(cast)
    page = words(reviewer.get(url(cast, "case", application)))
    assert "与第 1 轮相比" in page
    assert "由 审核员 退回" in page
    assert "改过的科技官网" in page
    assert "某某科技官网" in page
    assert "要求修改" in page
    with scope.enter(NODE, Reach.STAFF, Actor.service("test")):
        kept = CaseRound.objects.get()
    assert (kept.number, kept.reasons[0]["item"], kept.returned_by) == (1, "sites.0.name", "审核员")


def test_a_second_round_has_its_own_deadline_and_no_decision(cast):
    application = returned_once(cast)
    case = case_of(application)
    assert (case.decided_by, case.reasons) == (None, [])
    assert case.due_on == review_ends()


def test_a_second_round_that_comes_from_elsewhere_is_due_like_any_review(cast):
    def to_zhejiang(data):
        data["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}

    application = report(subject_province="33", change=to_zhejiang)
    drain()
    there = cast.person("province_reviewer", "province:33")
    with cast.acting(there):
        reason = {"item": "sites.0.name", "code": "other", "text": "a", "suggestion": "b", "article": "c"}
        case = Case.objects.get(application=application)
        transitions.send_back(case=case, by=there, reasons=[reason], now=timezone.now())
    drain()
    report(application=application, subject_province="33", change=to_zhejiang, round=2, revision=20)
    drain()
    case = case_of(application, "province:33")
    assert (case.state, case.round, case.due_on) == ("under_review", 2, review_ends())
    assert case_of(application).state == "under_review"


def test_the_sheet_reads_in_shanghai_time_with_its_corrections(cast, reviewer):
    fix = {
        "item": "subject.remark",
        "label": "主体备注",
        "before": "（空）",
        "after": "已更正",
        "note": "按原件",
        "by": "核验员",
        "at": "2026-11-22T17:30:00+00:00",
    }
    application = report(
        sheet={
            "signed_at": "2026-11-22T16:05:00+00:00",
            "corrections": [fix],
            "documents": ["owner_certificate", "居民身份证"],
        }
    )
    drain()
    page = words(reviewer.get(url(cast, "case", application)))
    assert "2026-11-23 00:05" in page
    assert "2026-11-23 01:30" in page
    assert "主办者证件、居民身份证" in page
    assert "（空） → 已更正（按原件）" in page


def test_a_supervisor_reads_and_is_told_why_he_cannot_decide(cast, waiting):
    supervisor = cast.staff("province_supervisor", NODE)
    page = words(supervisor.get(url(cast, "case", waiting)))
    assert "只有审核员可以作出审核决定" in page
    assert cast.url(NODE, "case_reveal", case_of(waiting).pk) not in page
    for name in ("case_claim", "case_decide", "case_reveal"):
        assert "审核员" in words(supervisor.post(url(cast, name, waiting)), 403)


# ---- personal items


@pytest.mark.requirement("Q2")
def test_a_reviewer_says_why_before_he_reads_and_the_log_knows(cast, reviewer, waiting):
    address = url(cast, "case_reveal", waiting)
    asked = words(reviewer.get(address))
    refused = words(reviewer.post(address, {"reason": ""}), 422)
    for page in (asked, refused):
        assert "13800138000" not in page
    page = reviewer.post(address, {"reason": "电话核实"})
    assert "13800138000" in words(page)
    assert "no-store" in page["Cache-Control"]
    with scope.enter(NODE, Reach.STAFF, Actor.service("test")):
        entry = AuditEntry.objects.get(verb="case.reveal")
    assert (entry.actor_label, entry.after, entry.before) == ("审核员", {"reason": "电话核实"}, {})
    assert "查看完整个人信息" in words(reviewer.get(url(cast, "case", waiting)))


@pytest.mark.requirement("A3", "Q2")
def test_nobody_reads_the_person_of_a_subject_elsewhere(cast, reviewer):
    def to_zhejiang(data):
        data["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}

    application = report(subject_province="33", change=to_zhejiang)
    drain()
    address = url(cast, "case_reveal", application)
    assert reviewer.get(address).status_code == reviewer.post(address, {"reason": "好奇"}).status_code == 404
    page = words(reviewer.get(url(cast, "case", application)))
    assert "王建国" not in page
    assert cast.url(NODE, "supervised") in page


@pytest.mark.requirement("A3")
def test_a_stranger_finds_no_page_of_a_case_and_nobody_is_asked_to_sign_in(cast, client, waiting):
    stranger, pk = cast.staff("province_reviewer", "province:33"), case_of(waiting).pk
    for name, method in (("case", "get"), ("case_claim", "post"), ("case_decide", "post"), ("case_reveal", "post")):
        assert getattr(stranger, method)(cast.url("province:33", name, pk)).status_code == 404
        assert getattr(client, method)(cast.url(NODE, name, pk)).status_code == 302


# ---- how much it asks the database

# Nine of any page: session, account, roles, and two transactions with their scopes. The rest is the page's own.
ANY_PAGE = 9
LIST_QUERIES, CASE_QUERIES = ANY_PAGE + 2, ANY_PAGE + 11
QUEUE_QUERIES = LIST_QUERIES + 1  # the tabs' counts, all in one statement


@pytest.mark.parametrize(
    ("page", "most"), [("queue", QUEUE_QUERIES), ("supervised", LIST_QUERIES), ("register", LIST_QUERIES)]
)
def test_a_list_takes_the_same_few_queries_whatever_it_holds(cast, reviewer, page, most, django_assert_max_num_queries):
    address = cast.url(NODE, page) + "?show=all"
    for number in (1, 2, 3):
        application = report(number=number)
        drain()
        approve(cast, application)
    settle()
    reviewer.get(address)
    with django_assert_max_num_queries(most):
        words(reviewer.get(address))


def test_the_review_page_takes_few_queries_in_any_round(cast, reviewer, waiting, django_assert_max_num_queries):
    second = returned_once(cast, number=2)
    for application in (waiting, second):
        address = url(cast, "case", application)
        reviewer.get(address)
        with django_assert_max_num_queries(CASE_QUERIES):
            words(reviewer.get(address))
