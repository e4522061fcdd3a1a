"""Two windows, the back button, a line that breaks off, a session that ends: nothing is lost, and a sentence says what happened."""

import pytest
from django.test import Client
from lxml import html

from beian.people import scope
from beian.people.models import Session
from beian.people.scope import Actor, Reach
from tests.provider.applications.stories import COMPANY, MOBILE, NODE, Desk, picture, upload
from tests.provider.applications.test_entrance import code_sent_to

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B2")]


def shown(desk: Desk, page: str) -> dict:
    """What a window holds that stands open on this page."""
    return {"seen": desk.get("application_page", page).context["seen"]}


@pytest.fixture
def desk(cast) -> Desk:
    return Desk(cast).begin().fill({"subject": COMPANY["subject"]})


def test_the_second_window_is_told_what_the_first_saved_and_keeps_what_was_typed(desk):
    first, second = shown(desk, "subject"), shown(desk, "subject")
    assert (
        desk.answer("subject", COMPANY["subject"] | first | {"subject-name": "北京晴川科技有限公司"}).status_code == 302
    )
    told = desk.answer("subject", COMPANY["subject"] | second | {"subject-name": "北京晴川网络有限公司"})
    assert told.status_code == 409
    sentence = "这一项在另一个窗口里已改为“北京晴川科技有限公司”。要用这里填的内容，请再保存一次。"
    assert [str(text) for text in told.context["form"].errors["subject-name"]] == [sentence]
    assert list(told.context["form"].errors) == ["subject-name"], "untouched fields are nobody's conflict"
    assert 'value="北京晴川网络有限公司"' in told.content.decode()
    assert desk.document().subject.name == "北京晴川科技有限公司", "nothing is overwritten in silence"
    again = COMPANY["subject"] | {"subject-name": "北京晴川网络有限公司", "seen": told.context["seen"]}
    assert desk.answer("subject", again).status_code == 302
    assert desk.document().subject.name == "北京晴川网络有限公司"


def test_what_was_only_shown_gives_way_to_what_was_changed_elsewhere(desk):
    second = shown(desk, "subject")
    desk.fill({"subject": COMPANY["subject"] | {"subject-address-detail": "知春路6号锦秋国际大厦901室"}})
    desk.fill({"subject": COMPANY["subject"] | second | {"subject-name": "北京晴川网络有限公司"}})
    subject = desk.document().subject
    assert (subject.name, subject.address.detail) == ("北京晴川网络有限公司", "知春路6号锦秋国际大厦901室")


def test_a_refused_page_still_remembers_what_it_was_first_shown_with(desk):
    second = shown(desk, "subject")
    desk.fill({"subject": COMPANY["subject"] | {"subject-name": "北京晴川科技有限公司"}})
    refused = desk.answer("subject", COMPANY["subject"] | second | {"subject-name": "北京晴川网络.cn"})
    assert refused.status_code == 422 and refused.context["seen"] == second["seen"]


@pytest.mark.parametrize("seen", ["no json", "[1]", "[" * 9000, '{"\\ud800": "x"}', "<b>", "\x00", "x" * 30_000])
def test_signs_that_nobody_can_read_are_replaced_and_said(desk, seen):
    refused = desk.answer("subject", COMPANY["subject"] | {"seen": seen})
    assert refused.status_code == 422 and "请核对后再保存一次" in refused.content.decode()
    assert desk.answer("subject", COMPANY["subject"] | {"seen": refused.context["seen"]}).status_code == 302


@pytest.mark.parametrize("seen", ["", "{}", '{"a": 1}', '{"subject.nothing": "x"}'])
def test_a_page_without_signs_is_kept_as_it_comes(desk, seen):
    assert desk.answer("subject", COMPANY["subject"] | {"seen": seen}).status_code == 302


def test_a_sign_tells_nothing_and_differs_from_one_application_to_the_next(cast, desk):
    other = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    assert COMPANY["subject"]["subject-name"] not in shown(desk, "subject")["seen"]
    assert shown(desk, "subject") != shown(other, "subject")


def test_back_after_handing_in_leads_to_how_it_stands_and_a_second_click_to_the_same_result(cast):
    desk = Desk(cast).company()
    key = desk.form_key()
    assert desk.submit(key).url == desk.submit(key).url == desk.url("application_submitted")
    assert desk.get("application_check").url == desk.url("application")
    late = desk.answer("site", COMPANY["site"])
    assert late.status_code == 409 and "待预核验" in late.content.decode() and "不能修改" in late.content.decode()
    assert (desk.record.round, desk.record.revision) == (1, 1)


def test_an_upload_that_breaks_off_is_said_in_a_sentence_and_what_was_there_stays(cast):
    desk = Desk(cast).company()
    whole = picture()
    refused = desk.answer("documents", {"owner_certificate": upload("半张.jpg", whole[: len(whole) // 3])})
    assert refused.status_code == 422
    (sentence,) = [str(text) for text in refused.context["form"].errors["owner_certificate"]]
    assert "重新" in sentence
    page = desk.get("application_page", "documents")
    assert "中途断了没有关系" in page.content.decode()
    assert [len(paper.files) for paper in page.context["papers"] if paper.required] == [1, 1]


def signed_in(browser: Client, cast, to: str = "") -> str:
    """By the page, as people do; where it leads."""
    asked = browser.post(cast.url(NODE, "sign_in"), {"mobile": MOBILE, "next": to})
    return browser.post(asked.url, {"code": code_sent_to(MOBILE)}).url


def sessions_end() -> None:
    with scope.enter(NODE, Reach.SYSTEM, Actor.service("night")):
        Session.objects.all().delete()


def fields_of(form) -> dict:
    return {name: value or "" for name, value in form.fields.items() if name}


def test_a_session_that_dies_in_the_middle_of_a_page_loses_nothing(cast, later):
    desk = Desk(cast)
    desk.client = Client()
    signed_in(desk.client, cast)
    desk.begin().fill({"subject": COMPANY["subject"]})
    typed = COMPANY["subject_principal"] | shown(desk, "subject_principal")
    sessions_end()
    later(61)
    door = desk.answer("subject_principal", typed)
    assert door.status_code == 302 and "sign-in" in door.url
    kept = desk.client.get(signed_in(desk.client, cast, cast.url(NODE, "kept")))
    again = html.fromstring(kept.content).xpath("//form[.//input[@name='_again']]")[0]
    found = desk.client.post(again.action, fields_of(again))
    assert found.status_code == 422 and "您刚才填写的内容已找回" in found.content.decode()
    assert found.context["form"]["subject-principal-name"].value() == "王建国"
    assert found.context["seen"] == typed["seen"], "and another window is noticed as before"
    assert desk.answer("subject_principal", typed).status_code == 302
    assert desk.document().subject.principal.name == "王建国"


def test_handing_in_with_a_dead_session_hands_in_once(cast, later):
    desk = Desk(cast)
    desk.client = Client()
    signed_in(desk.client, cast)
    desk.company()
    key = desk.form_key()
    sessions_end()
    later(61)
    check = desk.url("application_check")
    sent = {"data": {"form_key": key}, "headers": {"referer": f"http://testserver{check}"}}
    assert "sign-in" in desk.client.post(desk.url("application_submit"), **sent).url and desk.record.state == "draft"
    kept = desk.client.get(signed_in(desk.client, cast, cast.url(NODE, "kept")))
    again = html.fromstring(kept.content).xpath("//form[.//input[@name='_again']]")[0]
    back = desk.client.post(again.action, fields_of(again))
    assert (back.url, desk.record.state) == (check, "draft"), (
        "found again means looked at again: nothing is handed in unseen"
    )
    page = desk.client.get(back.url).content.decode()
    assert "刚才的操作还没有执行" in page
    assert "刚才的操作还没有执行" not in desk.client.get(check).content.decode(), "said once"
    form = html.fromstring(page).xpath(f"//form[@action='{desk.url('application_submit')}']")[0]
    for _click in range(2):
        assert desk.client.post(form.action, fields_of(form)).url == desk.url("application_submitted")
    assert (desk.record.state, desk.record.round) == ("submitted", 1)
