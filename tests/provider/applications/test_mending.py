"""What came back is mended field by field: the old value, the reason, the remedy; everything else is locked."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from beian import exchange
from beian.evidence.models import EvidenceFile
from beian.notices import delivery, mailbox
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference.clocks import SHANGHAI
from provider.applications import transitions
from provider.applications.models import Application
from provider.applications.permissions import Refused
from tests.provider.applications.stories import COMPANY, MOBILE, NODE, Desk, advance, upload
from tests.provider.applications.test_entrance import code_sent_to
from tests.province.rules.stories import Bureau

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B13", "B15")]
NAME = {
    "item": "sites.0.name",
    "code": "site_name",
    "text": "网站名称与内容不符。",
    "suggestion": "请写出网站的实际名称。",
    "article": "P09 附件3二(五)",
}
YOUNG = COMPANY["subject_principal"]["subject-principal-certificate-number"]
PAPER = {
    "item": "owner_certificate",
    "code": "paper_unclear",
    "text": "照片看不清。",
    "suggestion": "请重新拍摄。",
    "article": "",
}


def returned(cast, *reasons: dict) -> Desk:
    desk = Desk(cast).company().submitted()
    advance(cast, desk, "returned", reasons=reasons)
    return desk


def test_only_the_returned_field_is_there_with_what_it_held_and_why(cast):
    desk = returned(cast, NAME)
    page = desk.get("application_mend")
    assert list(page.context["form"].fields) == ["sites-0-name"]
    shown = page.content.decode()
    for words in ("原来填的", COMPANY["site"]["sites-0-name"], NAME["text"], NAME["suggestion"], "已锁定"):
        assert words in shown
    assert COMPANY["subject"]["subject-name"] not in shown


def test_untouched_fields_are_locked_on_every_page_and_by_the_verb_itself(cast):
    desk = returned(cast, NAME)
    assert desk.get("application_page", "subject").url == desk.url("application_mend")
    changed = COMPANY["subject"] | {"subject-name": "北京别的科技有限公司"}
    assert desk.answer("subject", changed).url == desk.url("application_mend")
    page = desk.get("application_page", "site")
    assert list(page.context["form"].fields) == ["sites-0-name"] and page.context["rows"] is None
    check_page = desk.get("application_check").content.decode()
    assert check_page.count("then=check") == 1
    with cast.acting(desk.user):
        row = Application.objects.get(uuid=desk.uuid)
        with pytest.raises(Refused, match="主办单位名称"):
            transitions.save_page(application=row, values={"subject.name": "北京别的科技有限公司"}, page="subject")
    assert desk.document().subject.name == COMPANY["subject"]["subject-name"]


def test_a_reason_for_the_whole_unlocks_everything(cast):
    desk = returned(cast, NAME | {"item": ""})
    assert desk.fill({"subject": COMPANY["subject"] | {"subject-name": "北京别的科技有限公司"}})
    assert desk.document().subject.name == "北京别的科技有限公司"


def test_what_can_only_be_mended_together_opens_together(cast):
    desk = returned(cast, NAME | {"item": "sites.0.domains.0", "text": "域名已经备案。"})
    assert list(desk.get("application_mend").context["form"].fields) == ["sites-0-domains"]
    both = {"sites-0-home_url": "http://www.qingchuan-docs.cn/", "sites-0-domains": "qingchuan-docs.cn"}
    assert desk.answer("site", both).status_code == 302
    assert desk.document().sites[0].domains == ["qingchuan-docs.cn"]


def test_mending_one_answer_that_makes_another_wrong_unlocks_that_one_too(cast):
    desk = returned(cast, NAME | {"item": "sites.0.domains.0", "text": "域名已经备案。"})
    again = desk.post("application_mend", data={"sites-0-domains": "qingchuan-docs.cn"})
    assert again.url == desk.url("application_mend")
    page = desk.get("application_mend")
    assert set(page.context["form"].fields) == {"sites-0-domains", "sites-0-home_url"}
    assert "新要求" in page.content.decode()


def test_a_rule_that_has_changed_meanwhile_is_said_and_its_field_unlocked(cast):
    """The bureau asks for an age from a day on; whoever sent the filing back knew nothing of it."""
    desk = returned(cast, NAME)
    bureau, begins = Bureau(cast, node="province:11").begin(), timezone.localdate() + timedelta(days=3)
    assert bureau.add(p_years="80").status_code == 302 and bureau.publish(begins).status_code == 302
    exchange.drain()
    assert not desk.get("application_mend").context["changed_since"]
    with time_machine.travel(datetime.combine(begins, time(10), tzinfo=SHANGHAI), tick=True):
        desk.client = cast.client(desk.user)
        page = desk.get("application_mend")
        text = page.content.decode()
        assert "您提交以后要求有变化" in text and "新要求" in text and "本省要求负责人年满 80 周岁" in text
        unlocked = "subject-principal-certificate-number"
        assert {"sites-0-name", unlocked} <= set(page.context["form"].fields)
        assert "subject-name" not in page.context["form"].fields
        refused = desk.post("application_mend", data={"sites-0-name": "晴川信息技术服务网", unlocked: YOUNG})
        assert refused.status_code == 422 and unlocked in refused.context["form"].errors


def test_a_returned_paper_is_brought_again_before_handing_in(cast):
    desk = returned(cast, NAME, PAPER)
    mend = desk.get("application_mend")
    assert desk.url("application_page", "documents") in mend.content.decode() and "主办者证件" in mend.content.decode()
    kept = desk.post("application_mend", data={"sites-0-name": "晴川信息技术服务网"})
    assert kept.url == desk.url("application_page", "documents")
    page = desk.get("application_page", "documents")
    assert [paper.purpose for paper in page.context["papers"]] == ["owner_certificate"]
    assert desk.answer("documents", {"owner_certificate": upload()}).url == desk.url("application_check")
    desk.submitted()
    with cast.acting(cast.person("provider_clerk", NODE)):
        assert EvidenceFile.objects.of(desk.uuid).filter(purpose="owner_certificate").count() == 2


def test_what_only_the_desk_can_mend_is_said_so(cast):
    desk = returned(cast, PAPER | {"item": "desk_photo", "code": "photo", "text": "照片不合要求。"})
    page = desk.get("application_mend").content.decode()
    assert "您不用在这里修改" in page and "去核对并提交" in page
    assert desk.get("application_page", "documents").url == desk.url("application_mend")
    desk.submitted()


def test_the_text_message_leads_to_the_page_in_four_clicks_signing_in_between(cast, later):
    desk = returned(cast, NAME)
    delivery.deliver(NODE, now=timezone.now())
    with scope.enter(NODE, Reach.SYSTEM, Actor.service("post")):
        text = mailbox.received(MOBILE)[0].text
    assert text.startswith("您提交的网站备案信息未通过预核验，请修改后重新提交"), "the statutory words stand first"
    link = re.search(r"https?://\S+", text)[0]
    browser = Client()
    path = link.partition("//")[2].partition("/")[2]
    asked = browser.get(f"/{path}")  # click 1
    later(61)
    sent = browser.post(asked.url, {"mobile": MOBILE, "next": desk.url("application_mend")})
    landed = browser.post(sent.url, {"code": code_sent_to(MOBILE)}).url
    assert landed == desk.url("application_mend") == f"/{path}"
    desk.client = browser
    mended = desk.post("application_mend", data={"sites-0-name": "晴川信息技术服务网"})  # click 2
    assert mended.url == desk.url("application_check")
    desk.submitted()  # click 3


def test_two_windows_on_the_mending_page_do_not_overwrite_each_other(cast):
    desk = returned(cast, NAME)
    first, second = (desk.get("application_mend").context["seen"] for _window in range(2))
    desk.post("application_mend", data={"sites-0-name": "晴川信息技术服务网", "seen": first})
    told = desk.post("application_mend", data={"sites-0-name": "晴川信息技术平台", "seen": second})
    assert (
        told.status_code == 409
        and "晴川信息技术服务网" in told.content.decode()
        and "晴川信息技术平台" in told.content.decode()
    )
    assert desk.document().sites[0].name == "晴川信息技术服务网"
