"""After handing in: the owner always sees where it stands, mends exactly what came back, and hands in the next round."""

import pytest

from provider.applications.models import Round
from tests.provider.applications.stories import COMPANY, Desk, advance, notices_of, told

pytestmark = [pytest.mark.django_db]
REASON = {
    "item": "sites.0.name",
    "code": "site_name.unclear",
    "text": "网站名称与内容不符。",
    "suggestion": "请写出网站的实际名称。",
    "article": "P09 附件3二(五)",
}


@pytest.mark.requirement("B13", "B15")
def test_from_the_message_to_handed_in_again_are_four_clicks_and_one_field(cast):
    desk = Desk(cast).company().submitted()
    advance(cast, desk, "returned", reasons=(REASON,))
    status = desk.get("application").content.decode()  # click 1: the link of the message
    assert REASON["text"] in status and REASON["suggestion"] in status
    mend = desk.get("application_mend")  # click 2
    assert list(mend.context["form"].fields) == ["sites-0-name"]
    assert mend.context["form"]["sites-0-name"].value() == COMPANY["site"]["sites-0-name"]
    kept = desk.post("application_mend", data={"sites-0-name": "晴川信息技术服务网"})  # click 3
    assert kept.url == desk.url("application_check")
    desk.submitted()  # click 4
    assert (desk.record.state, desk.record.round, desk.record.reasons) == ("submitted", 2, [])
    assert desk.document().sites[0].name == "晴川信息技术服务网"


@pytest.mark.requirement("B3")
def test_a_mended_field_is_held_against_the_rules_again(cast):
    desk = Desk(cast).company().submitted()
    advance(cast, desk, "returned", reasons=(REASON,))
    refused = desk.post("application_mend", data={"sites-0-name": "12345"})
    assert refused.status_code == 422 and "12345" in refused.content.decode()


def test_earlier_rounds_stay_visible_with_their_reasons(cast):
    desk = Desk(cast).company().submitted()
    advance(cast, desk, "returned", reasons=(REASON,))
    desk.post("application_mend", data={"sites-0-name": "晴川信息技术服务网"})
    desk.submitted()
    first = desk.get("application_round", 1).content.decode()
    assert COMPANY["site"]["sites-0-name"] in first and REASON["text"] in first
    assert "91350100M000100Y43" not in first
    with cast.acting(desk.user):
        assert list(Round.objects.values_list("number", "outcome")) == [(1, "returned"), (2, "")]


def test_a_stale_form_of_the_first_round_does_not_hand_in_the_second(cast):
    desk = Desk(cast).company()
    key = desk.form_key()
    desk.submit(key)
    advance(cast, desk, "returned", reasons=(REASON,))
    assert desk.submit(key).status_code == 302
    assert (desk.record.state, desk.record.round) == ("returned", 1)


def reported(cast) -> Desk:
    desk = Desk(cast).company().submitted()
    advance(cast, desk, "prechecked", "verified", "reported")
    return desk


@pytest.mark.requirement("B15", "B17", "B18")
def test_the_state_follows_the_province_up_to_the_number(cast):
    desk = reported(cast)
    at = desk.record.revision
    told(cast, desk, "filing.moved", round=1, revision=at + 1, body={"state": "under_review", "due": "2026-12-21"})
    status = desk.get("application")
    assert str(desk.record.due_on) == "2026-12-21"
    assert "北京市通信管理局" in status.content.decode() and "审核中" in status.content.decode()
    told(cast, desk, "filing.moved", round=1, revision=at + 2, body={"state": "approved"})
    granted = {"number": "京ICP备2026000001号", "site_numbers": ["京ICP备2026000001号-1"], "verifier": "$argon2id$…"}
    granted |= {"approved_on": "2026-12-03"}
    told(cast, desk, "filing.granted", round=1, revision=at + 3, body=granted)
    record = desk.record
    assert (record.state, record.filing_number) == ("granted", "京ICP备2026000001号")
    assert record.site_numbers == ["京ICP备2026000001号-1"]
    page = desk.get("application").content.decode()
    assert "京ICP备2026000001号-1" in page
    assert "2026年12月3日" in page and record.receipt not in page
    assert "首页底部的中央" in page and "https://beian.miit.gov.cn/" in page
    assert "备案密码已由北京市通信管理局用短信和邮件发送" in page
    assert notices_of(cast, desk)[-1][0] == "application_completed"


@pytest.mark.requirement("B16")
def test_a_conflict_comes_back_with_its_reason_and_the_owner_may_mend_it(cast):
    desk = reported(cast)
    at = desk.record.revision
    conflict = REASON | {"item": "sites.0.domains", "text": "域名已经备案。"}
    told(cast, desk, "filing.moved", round=1, revision=at + 1, body={"state": "conflicted", "reasons": [conflict]})
    told(cast, desk, "filing.moved", round=1, revision=at + 2, body={"state": "returned", "reasons": [conflict]})
    assert desk.record.state == "returned"
    assert list(desk.get("application_mend").context["form"].fields) == ["sites-0-domains"]
    assert notices_of(cast, desk)[-1][0] == "application_conflicted"


def test_old_news_are_ignored(cast):
    desk = reported(cast)
    at = desk.record.revision
    told(cast, desk, "filing.moved", round=1, revision=at, body={"state": "returned", "reasons": [REASON]})
    assert desk.record.state == "reported"
    told(cast, desk, "filing.moved", round=1, revision=at + 5, body={"state": "under_review"})
    told(cast, desk, "filing.moved", round=1, revision=at + 4, body={"state": "returned", "reasons": [REASON]})
    assert (desk.record.state, desk.record.revision) == ("under_review", at + 5)


def test_after_the_report_the_owner_can_neither_change_nor_withdraw(cast):
    desk = reported(cast)
    assert desk.answer("subject", COMPANY["subject"]).status_code == 409
    assert desk.post("application_withdraw").status_code == 409
    assert "撤回" not in desk.get("application").content.decode()


def test_the_timeline_names_every_step_whose_turn_it_is_and_by_when(cast):
    desk = reported(cast)
    entries = desk.get("application").context["timeline"]
    assert [entry.title for entry in entries if entry.state == "done"] == ["填写中", "待预核验", "待现场核验", "待上报"]
    assert [entry.title for entry in entries if entry.state == "current"] == ["已上报"]
    assert [entry.title for entry in entries if entry.state == "coming"] == ["审核中", "审核通过，冲突检测中", "已备案"]
