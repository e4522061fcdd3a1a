"""The way in: a start page for everybody, and an account made by the first right code."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from beian.notices import delivery, mailbox
from beian.people import scope
from beian.people.models import User
from beian.people.scope import Actor, Reach
from tests.provider.applications.stories import MOBILE, NODE, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B1")]
POST = Actor.service("post")


def code_sent_to(mobile: str) -> str:
    delivery.deliver(NODE, now=timezone.now())
    with scope.enter(NODE, Reach.SYSTEM, POST):
        return re.search(r"\d{6}", mailbox.received(mobile)[0].text)[0]


def accounts() -> list[str]:
    with scope.enter(NODE, Reach.SYSTEM, POST):
        return list(User.objects.values_list("name", flat=True))


def test_anybody_reads_what_to_bring(cast):
    page = Client().get(cast.url(NODE, "start"))
    assert page.status_code == 200 and "五个工作日" in page.content.decode()
    mine = Client().get(cast.url(NODE, "start"), {"who": "person", "province": "33"}).content.decode()
    assert "居民身份证" in mine and "浙江省通信管理局" in mine and "营业执照" not in mine
    assert Client().get(cast.url(NODE, "start"), {"who": "unit", "province": "99"}).status_code == 422


def test_the_first_right_code_makes_the_account_and_the_second_finds_it(cast, later):
    for _visit in range(2):
        browser = Client()
        sent = browser.post(cast.url(NODE, "sign_in"), {"mobile": "+86 138 0013 8000"})
        assert sent.url == cast.url(NODE, "sign_in_code")
        page = browser.get(sent.url).content.decode()
        assert "138****8000" in page and MOBILE not in page
        entered = browser.post(sent.url, {"code": code_sent_to(MOBILE)})
        assert entered.url == cast.url(NODE, "home")
        assert browser.get(entered.url).url == cast.url(NODE, "application_list")
        later(61)
    assert accounts() == ["138****8000"]


def test_a_wrong_code_is_refused_and_signs_nobody_in(cast):
    browser = Client()
    browser.post(cast.url(NODE, "sign_in"), {"mobile": MOBILE})
    right = code_sent_to(MOBILE)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    refused = browser.post(cast.url(NODE, "sign_in_code"), {"code": wrong})
    assert refused.status_code == 422 and wrong in refused.content.decode()
    assert accounts() == []
    assert browser.get(cast.url(NODE, "application_list")).status_code == 302


@pytest.mark.parametrize("mobile", ["", "12345", "1380013800x", "\x00", "9" * 60])
def test_what_is_no_mobile_number_is_refused_beside_the_field(cast, mobile):
    refused = Client().post(cast.url(NODE, "sign_in"), {"mobile": mobile})
    assert refused.status_code == 422 and refused.context["form"].errors["mobile"]


def test_a_second_code_within_the_minute_is_refused_with_the_time_to_wait(cast):
    browser = Client()
    browser.post(cast.url(NODE, "sign_in"), {"mobile": MOBILE})
    again = browser.post(cast.url(NODE, "sign_in"), {"mobile": MOBILE})
    assert again.status_code == 422 and "秒后" in again.content.decode()


def test_signing_in_returns_to_the_page_that_asked_for_it(cast):
    desk = Desk(cast).begin()
    browser = Client()
    asked = browser.get(desk.url("application"))
    assert asked.url.startswith(cast.url(NODE, "sign_in"))
    sent = browser.post(asked.url, {"mobile": MOBILE, "next": desk.url("application")})
    assert browser.post(sent.url, {"code": code_sent_to(MOBILE)}).url == desk.url("application")


def test_the_code_page_without_a_number_leads_back_to_it(cast):
    assert Client().get(cast.url(NODE, "sign_in_code")).url == cast.url(NODE, "sign_in")
