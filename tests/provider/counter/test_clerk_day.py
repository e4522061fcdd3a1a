"""The clerk's day: from the first page through one case after the other, without two people working on the same one."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.filing import documents
from provider.applications.models import Application
from provider.counter import claims
from provider.counter.models import Call, Precheck
from tests.beian.filing.drafts import company
from tests.journeys import budget
from tests.provider.counter.desk import REASONS, ROWS, Counter
from tests.provider.stories import application_at

NODE = "provider:p01"


def named(name: str, domain: str) -> dict:
    data = company()
    data["subject"]["name"] = name
    data["sites"][0] |= {"domains": [domain], "home_url": f"http://www.{domain}/"}
    return data


def at_desk(
    cast, state: str = "submitted", name: str = "北京甲科技有限公司", domain: str = "jia.cn", **story
) -> Counter:
    return Counter(cast, application_at(state, cast, document=named(name, domain), **story))


def make_due(counter: Counter, days: int) -> None:
    """As if it had been handed in that much earlier, or later."""
    with counter.cast.acting(counter.cast.person("provider_clerk", NODE)):
        Application.objects.filter(uuid=counter.uuid).update(due_on=timezone.localdate() + timedelta(days=days))


@pytest.fixture
def counter(cast) -> Counter:
    return at_desk(cast)


@pytest.mark.requirement("B4", "A2")
def test_a_clean_precheck_takes_three_clicks_and_the_next_one_opens_by_itself(cast):
    first, second = at_desk(cast), at_desk(cast, name="北京乙科技有限公司", domain="yi.cn")
    clicks = 0
    today = first.clerk.get(cast.url(NODE, "today"))
    (duty,) = [duty for duty in today.context["duties"] if duty.state == "submitted"]
    page = first.clerk.get(duty.lines[0].url)
    clicks += 1  # open it
    assert page.context["application"].uuid == first.uuid
    clicks += 1  # tick that the contacts were reached
    form = {"revision": page.context["form"]["revision"].value(), "reached": "on"}
    answer = first.clerk_post("precheck_pass", form)
    clicks += 1  # pass it
    assert clicks <= budget.goal("pre-check clicks")
    assert (first.state, second.state) == ("prechecked", "submitted")
    assert answer.url.startswith(second.url("precheck"))
    following = first.clerk.get(answer.url).content.decode()
    assert "上一件“北京甲科技有限公司”已通过预核验" in following
    last = second.clerk_post("precheck_pass", {"revision": second.row.revision, "reached": "on"})
    assert last.url.startswith(cast.url(NODE, "precheck_queue"))
    empty = first.clerk.get(last.url).content.decode()
    assert "上一件“北京乙科技有限公司”已通过预核验" in empty
    assert "没有等待预核验的申请" in empty


def test_what_one_clerk_has_open_another_reads_and_does_not_decide(counter):
    counter.clerk.get(counter.url("precheck"))
    second = counter.cast.staff("provider_clerk", NODE, "陈受理")
    page = second.get(counter.url("precheck")).content.decode()
    assert "正在核对这份申请，保留到" in page
    assert "通过预核验</button>" not in page
    read = {"revision": counter.row.revision, "reached": "on"}
    for name, data in (("precheck_pass", read), ("precheck_return", REASONS | read), ("precheck_put_back", {})):
        answer = second.post(counter.url(name), data)
        assert answer.status_code == 409
        assert counter.cast.person("provider_clerk", NODE).name in answer.content.decode()
    assert counter.state == "submitted"
    queue = second.get(counter.cast.url(NODE, "precheck_queue")).content.decode()
    assert counter.cast.person("provider_clerk", NODE).name in queue


def test_after_fifteen_minutes_or_once_put_back_it_is_anybodys_again(counter):
    second = counter.cast.staff("provider_clerk", NODE, "陈受理")
    counter.clerk.get(counter.url("precheck"))
    assert counter.clerk_post("precheck_put_back", {}).status_code == 302
    assert "正在核对" not in second.get(counter.url("precheck")).content.decode()
    with counter.cast.acting(counter.cast.person("provider_clerk", NODE)):
        long_ago = timezone.now() - claims.LEASE - timedelta(seconds=1)
        Application.objects.filter(uuid=counter.uuid).update(claimed_at=long_ago)
    counter.passed()
    assert counter.row.claimed_by_id is None


def test_a_clerk_has_one_in_hand_at_a_time(cast):
    first, second = at_desk(cast), at_desk(cast, name="北京乙科技有限公司", domain="yi.cn")
    first.clerk.get(first.url("precheck"))
    first.clerk.get(second.url("precheck"))
    assert (first.row.claimed_by_id, second.row.claimed_by_id is None) == (None, False)
    today = first.clerk.get(cast.url(NODE, "today"))
    assert today.context["mine"].uuid == second.uuid


def test_clerks_who_ask_for_the_next_one_at_once_get_different_ones(cast):
    counters = [at_desk(cast, name=f"北京{number}号公司", domain=f"no{number}.cn") for number in range(3)]
    clerks = [cast.staff("provider_clerk", NODE, name) for name in ("甲", "乙", "丙")]
    start, answers = threading.Barrier(3), []

    def press(client):
        start.wait()
        answers.append(client.post(cast.url(NODE, "precheck_next")).url)
        connections.close_all()

    threads = [threading.Thread(target=press, args=(client,)) for client in clerks]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == sorted(counter.url("precheck") for counter in counters)


@pytest.mark.requirement("B4")
def test_a_call_is_noted_without_the_number_and_stays(counter):
    page = counter.clerk.get(counter.url("precheck"))
    assert "13800138000" not in page.content.decode()
    data = {
        "revision": counter.row.revision,
        "item": "subject.principal.mobile",
        "outcome": "no_answer",
        "note": "两次",
    }
    assert counter.clerk_post("precheck_call", data).status_code == 302
    assert counter.clerk_post("precheck_call", data | {"outcome": "reached", "note": ""}).status_code == 302
    page = counter.clerk.get(counter.url("precheck"))
    contact = next(one for one in page.context["contacts"] if one.path == "subject.principal.mobile")
    assert contact.reached
    assert not page.context["proved"]
    listed = counter.clerk.get(counter.cast.url(NODE, "call_list"))
    assert len(listed.context["view"].lines) == 2
    assert "13800138000" not in listed.content.decode()
    found = counter.clerk.get(counter.cast.url(NODE, "call_list"), {"outcome": "no_answer"})
    assert len(found.context["view"].lines) == 1
    with counter.cast.acting(counter.cast.person("provider_clerk", NODE)), pytest.raises(DatabaseError):
        Call.objects.update(outcome="reached")


@pytest.mark.requirement("B4")
def test_where_calls_show_that_mobile_and_mail_were_reached_no_tick_is_needed(counter):
    revision = counter.row.revision
    assert counter.clerk_post("precheck_pass", {"revision": revision}).status_code == 422
    for item in ("subject.principal.mobile", "subject.principal.email"):
        said = {"revision": revision, "item": item, "outcome": "reached"}
        assert counter.clerk_post("precheck_call", said).status_code == 302
    assert counter.clerk_post("precheck_pass", {"revision": revision}).status_code == 302
    with counter.cast.acting(counter.cast.person("provider_clerk", NODE)):
        moved = AuditEntry.objects.get(verb="application.pass_precheck")
    assert moved.after["contacts_proof"] == "log"


@pytest.mark.parametrize(
    "wrong",
    [{"item": "subject.name"}, {"item": ""}, {"outcome": "maybe"}, {"note": "\x00"}, {"revision": "9" * 30}],
)
def test_a_wrong_call_is_refused_and_nothing_is_noted(counter, wrong):
    data = {"revision": counter.row.revision, "item": "subject.principal.mobile", "outcome": "reached"} | wrong
    assert counter.clerk_post("precheck_call", data).status_code == 422
    with counter.cast.acting(counter.cast.person("provider_clerk", NODE)):
        assert not Call.objects.exists()


@pytest.mark.requirement("B4", "B5")
def test_marked_fields_come_with_reason_remedy_and_article_and_the_statutory_text_before_sending(cast):
    counter = at_desk(cast)
    with cast.acting(cast.person("provider_clerk", NODE)):
        row = Application.objects.get(uuid=counter.uuid)
        row.put(documents.replaced(row.open_document(), {"sites.0.name": "首页"}))
        row.save()
    screen = counter.clerk.get(counter.url("precheck")).context["screen"]
    fields = {field.path: field for section in screen.sections for field in section.fields}
    assert fields["sites.0.name"].findings, [finding.item for finding in screen.loose]
    page = counter.clerk.get(counter.url("precheck_return"), {"item": ["sites.0.name", "subject.name", "nothing"]})
    assert page.status_code == 200
    assert "您提交的网站备案信息未通过预核验，请修改后重新提交" in page.content.decode()
    first, second = page.context["rows"].forms
    assert (first.initial["item"], first.initial["code"]) == ("sites.0.name", "rule")
    assert first.initial["text"]
    assert second.initial == {"item": "subject.name"}
    sent = {f"reasons-{name}": value for name, value in (ROWS | {"TOTAL_FORMS": "2"}).items()} | {
        "revision": counter.row.revision,
        **{f"reasons-0-{name}": value for name, value in first.initial.items()},
        "reasons-1-item": "subject.name",
        "reasons-1-code": "paper_differs",
        "reasons-1-text": "",
        "reasons-1-suggestion": "请写全称",
    }
    assert counter.clerk_post("precheck_return", sent).status_code == 302
    ruled, listed = counter.row.reasons
    assert (ruled["item"], ruled["code"] != "rule", bool(ruled["article"])) == ("sites.0.name", True, True)
    assert (listed["code"], listed["suggestion"]) == ("paper_differs", "请写全称")
    text = counter.clerk.get(counter.url("filing")).content.decode()
    assert (
        text.count("您提交的网站备案信息未通过预核验，请修改后重新提交") >= 2
    )  # in the timeline and among the messages


def test_a_rule_that_found_nothing_is_no_reason(counter):
    sent = REASONS | {"revision": counter.row.revision, "reasons-0-code": "rule"}
    assert counter.clerk_post("precheck_return", sent).status_code == 422
    assert counter.state == "submitted"


def test_what_changed_since_the_return_and_twins_stand_on_the_screen(cast):
    counter = at_desk(cast)
    other = at_desk(cast, name="北京另一家有限公司", domain="jia.cn")
    counter.clerk_post("precheck_return", REASONS | {"revision": counter.row.revision})
    from uuid import uuid4

    from provider.applications import transitions as owners

    owner = cast.owner(NODE)
    with cast.acting(owner):
        row = Application.objects.get(uuid=counter.uuid)
        owners.save_page(application=row, values={"subject.name": "北京甲甲科技有限公司"}, page="mend")
        owners.submit(application=row, form_key=uuid4(), now=timezone.now())
    page = counter.clerk.get(counter.url("precheck"))
    (change,) = page.context["changes"]
    assert (change.item, change.before, change.after) == ("subject.name", "北京甲科技有限公司", "北京甲甲科技有限公司")
    assert [twin.application.uuid for twin in page.context["twins"]] == [other.uuid]
    (what,) = [twin.what for twin in page.context["twins"]]
    assert "域名 jia.cn" in what and "主办者证件号码" in what
    assert page.context["reasons"][0]["item"] == "subject.name"
    first = counter.clerk.get(counter.url("filing_round", 1)).content.decode()
    assert "北京甲科技有限公司" in first and "与证件不一致" in first
    assert counter.clerk.get(counter.url("filing_round", 9)).status_code == 404


def test_a_strangers_filing_is_no_twin_and_its_rounds_are_nobodys(cast):
    counter = at_desk(cast)
    at_desk(cast, node="provider:p02")
    assert counter.clerk.get(counter.url("precheck")).context["twins"] == []
    stranger = cast.staff("provider_clerk", "provider:p02")
    for name, args in (("filing_round", (1,)), ("precheck_call", ()), ("precheck_put_back", ())):
        url = counter.url(name, *args).replace("/p01/", "/p02/")
        assert (stranger.get if name == "filing_round" else stranger.post)(url).status_code == 404


@pytest.mark.requirement("B21", "A2")
def test_the_head_of_filing_sees_what_is_late_and_who_has_done_how_much(cast):
    late, done, sent_back = at_desk(cast), at_desk(cast, domain="b.cn"), at_desk(cast, domain="c.cn")
    make_due(late, -3)
    done.passed()
    sent_back.clerk_post("precheck_return", REASONS | {"revision": sent_back.row.revision})
    late.clerk.get(late.url("precheck"))
    page = cast.staff("provider_admin", NODE).get(cast.url(NODE, "today"))
    (load,) = page.context["loads"]
    assert (load.held, load.passed, load.returned, load.late) == (1, 1, 1, 0)
    assert page.context["unchecked"] == 1
    assert [(name, many) for name, many, _url in page.context["late"]] == [("待预核验", 1)]
    admin = cast.staff("provider_admin", NODE)
    for url in (page.context["unchecked_url"], *(url for _name, _many, url in page.context["late"])):
        assert len(admin.get(url).context["view"].lines) == 1
    assert "loads" not in late.clerk.get(cast.url(NODE, "today")).context
    late.passed()
    with cast.acting(cast.person("provider_clerk", NODE)):
        assert Precheck.objects.get(application__uuid=late.uuid).late


@pytest.mark.requirement("A2")
def test_every_number_of_today_leads_to_a_list_of_as_many(cast):
    counters = [at_desk(cast, domain=f"d{n}.cn") for n in range(3)]
    make_due(counters[0], -1)
    for role in ("provider_clerk", "provider_verifier", "provider_admin"):
        client = cast.staff(role, NODE)
        for duty in client.get(cast.url(NODE, "today")).context["duties"]:
            assert len(client.get(duty.url).context["view"].lines) == duty.waiting
            if duty.late:
                assert len(client.get(duty.late_url).context["view"].lines) == duty.late
    queue = cast.url(NODE, "precheck_queue")
    tabs = counters[0].clerk.get(queue).context["tabs"]
    assert {tab.label: tab.count for tab in tabs}["已逾期"] == 1
    for tab in tabs:
        assert counters[0].clerk.get(tab.url).status_code == 200


def test_three_kinds_of_empty(cast):
    clerk = cast.staff("provider_clerk", NODE)
    assert "还没有人在这里提交过备案" in clerk.get(cast.url(NODE, "today")).content.decode()
    at_desk(cast).passed()
    assert "没有等待办理的申请" in clerk.get(cast.url(NODE, "today")).content.decode()
    filtered = clerk.get(cast.url(NODE, "filing_list"), {"subject": "无此单位"}).content.decode()
    assert "清除" in filtered


def test_lists_are_narrowed_by_state_domain_limit_and_who_filled_in(cast):
    late = at_desk(cast)
    at_desk(cast, state="prechecked", domain="yi.cn")
    make_due(late, -1)
    address = cast.url(NODE, "filing_list")

    def found(**asked) -> int:
        return len(late.clerk.get(address, asked).context["view"].lines)

    assert (found(), found(state="submitted"), found(domain="YI.cn"), found(domain="no.cn")) == (2, 1, 1, 0)
    assert (found(due="overdue"), found(due="week"), found(filled_by="owner"), found(filled_by="clerk")) == (1, 0, 2, 0)
    assert late.clerk.get(address, {"state": "draft"}).status_code == 422
    assert late.clerk.get(address, {"due": "someday"}).status_code == 422
    assert late.clerk.get(cast.url(NODE, "today"), {"done": "no uuid"}).status_code == 200


@pytest.mark.parametrize(
    ("page", "most"),
    [("today", 14), ("precheck_queue", 12), ("filing_list", 11), ("call_list", 11), ("precheck", 32), ("filing", 20)],
)
def test_pages_ask_few_questions_however_much_there_is(cast, django_assert_max_num_queries, page, most):
    counters = [at_desk(cast, domain=f"d{n}.cn") for n in range(4)]
    url = counters[0].url(page) if page in ("precheck", "filing") else cast.url(NODE, page)
    counters[0].clerk.get(url)
    with django_assert_max_num_queries(most):
        assert counters[0].clerk.get(url).status_code == 200


def test_a_picture_of_nobodys_number_stands_on_no_page(counter):
    for name in ("precheck", "filing"):
        text = counter.clerk.get(counter.url(name)).content.decode()
        assert not re.search(r"1[3-9]\d{9}", text)
