"""A filing from the owner's form to the public query, as people do it: with a browser each, by what is written on the pages."""

from __future__ import annotations

import pytest

from tests.journeys.people import PROVIDER, PROVINCE, Anybody, Clerk, Owner, Phone, Reviewer, Verifier

# One platform for all of them: they run on one after the other.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]
SIZES = ["desk", "phone"]
NUMBER = r"京ICP备[0-9]{10}号-1"


@pytest.mark.requirement("B1", "B4", "B5", "B6", "B13", "B15", "B17", "H1", "H2")
@pytest.mark.parametrize("size", SIZES)
def test_a_filing_goes_from_the_owners_form_to_the_public_query(meet, company, size):
    people = meet(size, size)
    owner, phone = people(Owner), people(Phone)
    owner.signs_in(company, phone)
    owner.fills_in(company)
    owner.submits()
    owner.follows()
    people(Clerk).passes(company)
    people(Verifier).verifies(company, wrong_photo=True)
    people(Reviewer).claims(company)
    people(Reviewer).approves()
    number = owner.until_seen(NUMBER)
    owner.passed("granted")
    assert phone.reads(PROVINCE, company.mobile, r"备案密码：([0-9A-Za-z]{12,})", passed="mailbox-password")
    anybody = people(Anybody)
    anybody.asks(company, number)
    answer = anybody.page.request.get(f"/api/v1/filings/{company.domain}").json()
    assert (answer["status_text"], answer["site_number"]) == ("已备案", number)
    assert people.faults() == []


@pytest.mark.requirement("B4", "B13", "B15")
def test_a_returned_filing_is_mended_and_resubmitted(meet, company):
    """The bureau sends one field back; the owner reads which and why, and changes nothing but that."""
    people = meet("phone", "returned", only=("sending-back", "sent-back", "returned", "mend", "check", "granted"))
    owner, phone = people(Owner), people(Phone)
    owner.signs_in(company, phone)
    owner.fills_in(company)
    owner.submits()
    owner.follows()
    people(Clerk).passes(company)
    people(Verifier).verifies(company)
    reviewer = people(Reviewer)
    reviewer.claims(company)
    reviewer.sends_back("网站名称", "网站名称不规范")
    owner.mends("网站名称不符合要求", "请改用能反映网站内容", {"网站名称": "松间软件展示站"})
    owner.submits()
    people(Clerk).passes(company)
    people(Verifier).verifies(company)
    reviewer.claims(company)
    reviewer.approves()
    owner.open(f"{PROVIDER}applications/").click("松间软件展示站").until_seen(NUMBER)
    assert "第 2 次提交" in owner.passed("granted").words
    assert people.faults() == []


@pytest.mark.requirement("B1", "B15")
def test_the_journey_without_javascript(meet, company):
    """The same pages, clicked by people whose browsers run no script."""
    people = meet("desk", "no-script", javascript=False)
    owner, phone = people(Owner), people(Phone)
    owner.signs_in(company, phone)
    owner.fills_in(company)
    owner.submits()
    owner.follows()
    people(Clerk).passes(company)
    people(Verifier).verifies(company, wrong_photo=True)
    people(Reviewer).claims(company)
    people(Reviewer).approves()
    owner.until_seen(NUMBER)
    assert people.faults() == []


@pytest.mark.requirement("B1", "B4", "B5", "B15")
def test_the_journey_by_keyboard_alone(meet, company):
    """No mouse: every link, button, box and list is reached by Tab, and each stop is seen."""
    people = meet("desk", "keyboard", keyboard=True, only=("granted",))
    owner, phone = people(Owner), people(Phone)
    owner.signs_in(company, phone)
    owner.fills_in(company)
    owner.submits()
    owner.follows()
    people(Clerk).passes(company)
    people(Verifier).verifies(company)
    people(Reviewer).claims(company)
    people(Reviewer).approves()
    owner.until_seen(NUMBER)
    owner.passed("granted")
    assert people.faults() == []
