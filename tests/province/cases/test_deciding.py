"""A day of many cases: the lease, marks that become a return, the papers opened first, and the next case after each decision."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.exchange import drain
from beian.pages.errors import Conflict
from province.cases import second, transitions
from province.cases.models import Case
from province.cases.permissions import Refused
from tests.province.stories import approve, case_of, open_papers, report, returned_once

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B15")]

NODE = "province:11"
ROWS = {
    "reasons-TOTAL_FORMS": "1",
    "reasons-INITIAL_FORMS": "0",
    "reasons-MIN_NUM_FORMS": "1",
    "reasons-MAX_NUM_FORMS": "30",
    "reasons-0-item": "",
    "reasons-0-code": "",
    "reasons-0-text": "",
    "reasons-0-suggestion": "",
}
REASON = {
    "reasons-0-item": "sites.0.name",
    "reasons-0-code": "site_name",
    "reasons-0-text": "名称与内容无关",
    "reasons-0-suggestion": "写网站的实际内容",
}


def url(cast, name, application):
    return cast.url(NODE, name, case_of(application).pk)


def words(page, status=200) -> str:
    assert page.status_code == status, page.content.decode()
    return page.content.decode()


def word(application, **values):
    return {"revision": case_of(application).revision} | values


def readings(cast, user) -> int:
    with cast.acting(user):
        return EvidenceReading.objects.filter(actor=f"user:{user.pk}").count()


# ---- the papers


def test_an_approval_names_the_papers_that_the_reviewer_has_not_opened(cast, reviewer, waiting):
    answer = word(waiting, decision="approve")
    page = words(reviewer.post(url(cast, "case_decide", waiting), answer), 422)
    assert "您还没有打开：主办者证件、负责人证件、现场核验照片。请逐份看过后再通过。" in page
    with cast.acting(cast.person("province_reviewer", NODE)):
        photo = EvidenceFile.objects.get(purpose="desk_photo")
    reviewer.get(cast.url(NODE, "evidence_file", photo.uuid))
    assert "您还没有打开：主办者证件、负责人证件。" in words(
        reviewer.post(url(cast, "case_decide", waiting), answer), 422
    )
    assert case_of(waiting).state == "under_review"
    open_papers(reviewer, waiting)
    assert reviewer.post(url(cast, "case_decide", waiting), answer).status_code == 302
    assert case_of(waiting).state == "approved"


def test_reasons_begun_stay_in_their_rows_when_an_approval_is_refused(cast, reviewer, waiting):
    page = words(
        reviewer.post(url(cast, "case_decide", waiting), ROWS | REASON | word(waiting, decision="approve")), 422
    )
    assert "您还没有打开" in page
    assert "名称与内容无关</textarea>" in page and "写网站的实际内容</textarea>" in page


def test_what_somebody_else_opened_does_not_count(cast, reviewer, waiting):
    open_papers(cast.staff("province_reviewer", NODE, "李二"), waiting)
    page = reviewer.post(url(cast, "case_decide", waiting), word(waiting, decision="approve"))
    assert "您还没有打开" in words(page, 422)


def test_to_look_at_the_page_without_its_pictures_opens_nothing(cast, reviewer, waiting):
    page = words(reviewer.get(url(cast, "case", waiting)))
    assert page.count("未打开") == 3
    assert readings(cast, cast.person("province_reviewer", NODE)) == 0
    open_papers(reviewer, waiting)
    assert words(reviewer.get(url(cast, "case", waiting))).count("已打开</span>") == 3


def test_the_record_says_which_papers_had_been_opened(cast, reviewer, waiting):
    open_papers(reviewer, waiting)
    reviewer.post(url(cast, "case_decide", waiting), word(waiting, decision="approve"))
    with cast.acting(cast.person("province_reviewer", NODE)):
        entry = AuditEntry.objects.get(verb="case.approve")
    assert sorted(entry.after["opened"]) == ["desk_photo", "owner_certificate", "principal_certificate"]
    assert "已打开材料：" in words(reviewer.get(url(cast, "case", waiting)))


# ---- the next case


def test_after_a_decision_the_next_case_opens_and_says_what_was_done(cast, reviewer, waiting):
    later = report(number=2)
    drain()
    open_papers(reviewer, waiting)
    answer = word(waiting, decision="approve", next="on")
    page = reviewer.post(url(cast, "case_decide", waiting), answer)
    assert page["Location"] == f"{url(cast, 'case', later)}?done={case_of(waiting).pk}"
    shown = words(reviewer.get(page["Location"]))
    assert f'已审核通过：<a href="{url(cast, "case", waiting)}">北京某某科技有限公司</a>' in shown
    assert "您已领取，还剩 15 分钟" in shown
    page = reviewer.post(url(cast, "case_decide", later), ROWS | REASON | word(later, decision="return", next="on"))
    assert page["Location"] == url(cast, "case", later) + "?none=1"
    assert "现在没有可以领取的下一件" in words(reviewer.get(page["Location"]))


def test_a_hostile_address_of_the_last_case_says_nothing(cast, reviewer, waiting):
    with cast.acting(cast.person("province_reviewer", "province:33")):
        assert not Case.objects.exists()
    for pk in ("x", "-1", "9" * 40, "\x00", "٣", "1e5"):
        assert "已审核通过：" not in words(reviewer.get(url(cast, "case", waiting), {"done": pk}))


# ---- marks


def test_marked_fields_become_a_return_with_reasons_begun(cast, reviewer, waiting):
    marks = {"mark": ["sites.0.name", "subject.principal.mobile", "desk_photo", "sites.7.name", "x"], "rows": "marks"}
    page = words(reviewer.post(url(cast, "case_decide", waiting), ROWS | marks | word(waiting)))
    rows = [page.split(f'name="reasons-{n}-code"')[1].split("</select>")[0] for n in range(3)]
    begun = [row.split(" selected")[0].rpartition('value="')[2].rstrip('"') for row in rows]
    assert begun == ["unreachable", "site_name", "photo"]
    assert "reasons-3-code" not in page
    assert "按所填方式联系不上。" in page
    assert 'value="sites.0.name" form="decide" aria-label="退回：网站名称" checked' in page
    assert case_of(waiting).state == "under_review"


def test_a_mark_begins_with_what_the_automatic_check_says(cast, reviewer, waiting):
    with cast.acting(cast.person("province_reviewer", NODE)):
        found = {
            "item": "sites.0.name",
            "code": "x",
            "text": "名称偏短。",
            "suggestion": "写全称。",
            "severity": "warn",
        }
        Case.objects.update(findings=[found])
    answer = ROWS | word(waiting, mark="sites.0.name", rows="marks")
    page = words(reviewer.post(url(cast, "case_decide", waiting), answer))
    assert "写全称。</textarea>" in page


def test_the_words_of_a_chosen_reason_are_filled_in_without_javascript(cast, reviewer, waiting):
    chosen = {"reasons-0-item": "sites.0.name", "reasons-0-code": "incomplete", "rows": "fill"}
    page = words(reviewer.post(url(cast, "case_decide", waiting), ROWS | chosen | word(waiting)))
    assert "此项填写不完整。</textarea>" in page
    assert "请补充完整。</textarea>" in page


def test_a_return_with_marks_leaves_with_field_code_and_suggestion(cast, reviewer, waiting):
    reviewer.post(url(cast, "case_decide", waiting), ROWS | REASON | word(waiting, decision="return"))
    assert case_of(waiting).reasons == [
        {
            "item": "sites.0.name",
            "code": "site_name",
            "text": "名称与内容无关",
            "suggestion": "写网站的实际内容",
            "article": "P09 附件3二(五)",
        }
    ]


@pytest.mark.parametrize("count", ["x", "-1", "99999999999999", "\x00", "1001"])
def test_rows_that_no_page_has_are_refused_and_never_a_fault(cast, reviewer, waiting, count):
    for rows in ("marks", "fill", "reasons"):
        answer = ROWS | {"reasons-TOTAL_FORMS": count, "rows": rows} | word(waiting)
        assert reviewer.post(url(cast, "case_decide", waiting), answer).status_code in (200, 422)
    answer = ROWS | {"reasons-TOTAL_FORMS": count} | word(waiting, decision="return")
    assert reviewer.post(url(cast, "case_decide", waiting), answer).status_code == 422


def test_each_field_shows_what_changed_since_the_last_round(cast, reviewer):
    page = words(reviewer.get(url(cast, "case", returned_once(cast))))
    row = page.split('id="item-sites.0.name"')[1].split("</tr>")[0]
    assert "有改动" in row
    assert "要求修改" in row
    assert "<del>某某科技官网</del>" in row


# ---- the lease


def test_a_case_is_given_back_and_free_at_once(cast, reviewer, waiting):
    reviewer.post(url(cast, "case_claim", waiting))
    other = cast.staff("province_reviewer", NODE, "李二")
    assert "不在您手上" in words(other.post(url(cast, "case_release", waiting)), 422)
    assert reviewer.post(url(cast, "case_release", waiting))["Location"] == cast.url(NODE, "queue")
    assert other.post(url(cast, "case_claim", waiting)).status_code == 302


def test_a_lease_that_ran_out_costs_one_click_and_no_word(cast, waiting):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        reviewer = cast.staff("province_reviewer", NODE)
        reviewer.post(url(cast, "case_claim", waiting))
        assert 'name="leased" value="1"' in words(reviewer.get(url(cast, "case", waiting)))
    answer = ROWS | REASON | word(waiting, decision="return", leased="1", next="on")
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        page = words(reviewer.post(url(cast, "case_decide", waiting), answer), 422)
        assert "您领取的 15 分钟已到，案件还没有被别人领取" in page
        assert "重新领取并发出" in page
        assert "名称与内容无关</textarea>" in page
        assert 'name="again" value="1"' in page
        assert case_of(waiting).state == "under_review"
        assert reviewer.post(url(cast, "case_decide", waiting), answer | {"again": "1"}).status_code == 302
    assert case_of(waiting).reasons[0]["text"] == "名称与内容无关"


def test_a_lease_that_somebody_else_took_over_keeps_the_words_and_names_him(cast, waiting):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        reviewer = cast.staff("province_reviewer", NODE)
        reviewer.post(url(cast, "case_claim", waiting))
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        cast.staff("province_reviewer", NODE, "李二").post(url(cast, "case_claim", waiting))
        answer = ROWS | REASON | word(waiting, decision="return", leased="1", again="1")
        page = words(reviewer.post(url(cast, "case_decide", waiting), answer), 409)
    assert "李二：正在审核此案件" in page
    assert "您写的退回理由没有发出" in page
    assert "名称与内容无关 写网站的实际内容" in page


def test_who_writes_while_another_decides_keeps_his_words(cast, reviewer, waiting):
    approve(cast, waiting, name="李二")
    answer = ROWS | REASON | {"revision": 5, "decision": "return"}
    page = words(reviewer.post(url(cast, "case_decide", waiting), answer), 409)
    assert "李二：已作出决定" in page
    assert "名称与内容无关 写网站的实际内容" in page


@pytest.mark.parametrize("words_given", [(True, True), (True, False), (False, False)])
def test_of_two_decisions_at_once_one_counts(cast, waiting, words_given):
    people = [cast.person("province_reviewer", NODE, name) for name in ("李一", "李二")]
    reason = {"item": "sites.0.name", "code": "other", "text": "a", "suggestion": "b", "article": "c"}

    def decide(user, approves):
        try:
            with cast.acting(user):
                case = Case.objects.get(application=waiting)
                second.decide(case=case, by=user, now=timezone.now(), approves=approves, reasons=[reason])
            return True
        except (Refused, Conflict):
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(decide, people, words_given))
    assert sorted(outcomes) == [False, True]
    winner = people[outcomes.index(True)]
    case = case_of(waiting)
    assert case.decided_by == winner
    assert case.state == ("approved" if words_given[outcomes.index(True)] else "returned")
    with cast.acting(winner):
        assert AuditEntry.objects.filter(verb__in=("case.approve", "case.send_back")).count() == 1


def test_two_who_claim_the_next_never_get_the_same(cast, waiting):
    report(number=2)
    drain()
    people = [cast.person("province_reviewer", NODE, name) for name in ("李一", "李二", "李三")]

    def claim(user):
        try:
            with cast.acting(user):
                case = transitions.claim_next(by=user, now=timezone.now())
                return case and case.pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        got = list(pool.map(claim, people))
    assert len({pk for pk in got if pk}) == 2
    assert got.count(None) == 1


# ---- the queue


def test_tabs_are_counted_no_further_than_anybody_reads(cast, reviewer, waiting):
    page = words(reviewer.get(cast.url(NODE, "queue")))
    assert '待领取 <span class="tab-count">1</span>' in page
    assert '我在办 <span class="tab-count">0</span>' in page
    assert "全部 <span" not in page
    reviewer.post(cast.url(NODE, "claim_next"))
    page = words(reviewer.get(cast.url(NODE, "queue")))
    assert '待领取 <span class="tab-count">0</span>' in page
    assert '我在办 <span class="tab-count">1</span>' in page


def test_filters_by_round_and_by_due_date(cast, reviewer, waiting):
    returned_once(cast, number=2)
    queue = cast.url(NODE, "queue")
    first = words(reviewer.get(queue, {"show": "open", "again": "no"}))
    assert "北京某某科技有限公司" in first
    assert "北京第2科技有限公司" not in first
    assert "北京第2科技有限公司" in words(reviewer.get(queue, {"show": "open", "again": "yes"}))
    today = timezone.localdate().isoformat()
    assert "北京某某科技有限公司" not in words(reviewer.get(queue, {"due": today}))
    assert "请填写存在的日期" in words(reviewer.get(queue, {"due": "2026-02-31"}), 422)


def test_a_claim_prolonged_in_place_names_who_was_faster(cast, waiting):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        reviewer = cast.staff("province_reviewer", NODE)
        reviewer.post(url(cast, "case_claim", waiting))
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        cast.staff("province_reviewer", NODE, "李二").post(url(cast, "case_claim", waiting))
        page = words(reviewer.post(url(cast, "case_claim", waiting), headers={"HX-Request": "true"}, follow=True))
        assert "李二：正在审核此案件" in page.split('id="lease"')[1].split("</div>")[0]
