"""The way in: a start page for everybody, and an account made by the first right code."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from beian import exchange
from beian.notices import delivery, mailbox
from beian.people import scope
from beian.people.models import User
from beian.people.scope import Actor, Reach
from beian.reference.clocks import SHANGHAI
from tests.journeys import budget
from tests.provider.applications.stories import COMPANY, MOBILE, NATURE, NODE, PERSON, PERSON_NATURE, Desk
from tests.province.rules.stories import Bureau

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
    assert page.status_code == 200 and "5 个工作日" in page.content.decode()
    mine = Client().get(cast.url(NODE, "start"), {"who": "person", "province": "33"}).content.decode()
    assert "居民身份证" in mine and "浙江省通信管理局" in mine and "营业执照" not in mine
    assert Client().get(cast.url(NODE, "start"), {"who": "unit", "province": "99"}).status_code == 422


def checklist_of(cast, **asked):
    return Client().get(cast.url(NODE, "start"), asked).context["checklist"]


@pytest.mark.requirement("B1", "B2", "H2")
def test_the_checklist_holds_the_papers_that_the_form_will_ask_for(cast):
    company = checklist_of(cast, who="unit", province="11")
    needed = [thing.label for thing in company.things if thing.needed]
    assert needed[0].startswith("主办者证件：营业执照") and needed[1] == "负责人证件"
    assert company.bureau == "北京市通信管理局"
    school = checklist_of(cast, who="unit", nature="3", province="11")
    assert "事业单位法人证书" in school.things[0].label
    person = checklist_of(cast, who="person", province="11")
    assert [thing.label for thing in person.things if thing.needed][1:] == ["域名", "手机号码和电子邮箱"]


@pytest.mark.requirement("B3", "H2")
def test_the_bureau_s_own_rules_are_said_before_anybody_begins(cast):
    bureau = Bureau(cast, node="province:33").begin()
    begins = timezone.localdate() + timedelta(days=3)
    assert bureau.add(p_years="18").status_code == 302 and bureau.publish(begins).status_code == 302
    exchange.drain()
    assert checklist_of(cast, who="unit", province="33").rules == []
    with time_machine.travel(datetime.combine(begins, time(10), tzinfo=SHANGHAI), tick=True):
        (rule,) = checklist_of(cast, who="unit", province="33").rules
        assert "负责人最低年龄" in rule and "18" in rule
        assert checklist_of(cast, who="unit", province="11").rules == []


@pytest.mark.requirement("B2")
def test_a_company_gives_at_most_24_answers_and_a_person_16(cast):
    company, person = (checklist_of(cast, who=who, province="11").answers for who in ("unit", "person"))
    assert (company, person) == (18, 13)
    assert company <= budget.goal("company answers") and person <= budget.goal("person answers")


def test_the_answers_counted_are_those_that_a_filing_needs(cast):
    """Whoever fills in exactly what was counted, and nothing besides, may hand in."""
    for begin, pages in ((NATURE, COMPANY), (PERSON_NATURE, PERSON)):
        desk, typed = Desk(cast).begin(begin), len(begin)
        for page, answers in pages.items():
            form = desk.get("application_page", page).context["form"]
            known = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [], False)}
            given = known | {name: value for name, value in answers.items() if value}
            typed += len([name for name in form.fields if name in given and name not in known])
            desk.fill({page: given})
        papers = [paper for paper in desk.get("application_page", "documents").context["papers"] if paper.required]
        desk.bring_papers(*(paper.purpose for paper in papers)).submitted()
        assert typed + len(papers) <= budget.goal("company answers" if begin == NATURE else "person answers")


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
