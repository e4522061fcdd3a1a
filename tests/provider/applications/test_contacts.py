"""The principal's number and mail are confirmed where they are typed in, nothing is lost over it, and nobody has to wait for a text message."""

import re

import pytest
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.notices import delivery, mailbox
from beian.people import scope
from beian.people.scope import Actor, Reach
from provider.applications import contacts
from provider.applications.models import Application
from tests.provider.applications.stories import COMPANY, MOBILE, NODE, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B4")]
PAGE, FIELD, MAIL = "subject_principal", "subject-principal-mobile", "subject-principal-email"
TYPED = COMPANY[PAGE]


def code_sent_to(address: str) -> str:
    delivery.deliver(NODE, now=timezone.now())
    with scope.enter(NODE, Reach.SYSTEM, Actor.service("post")):
        return re.search(r"\d{6}", mailbox.received(address)[0].text)[0]


def asked(desk: Desk, field: str = FIELD, **more):
    return desk.answer(PAGE, TYPED | {"contact": f"send:{field}"} | more)


def box_of(response, field: str = FIELD) -> contacts.Box:
    return next(box for bound, box in response.context["lines"] if bound.name == field)


def seen_by_the_clerk(cast, desk: Desk) -> dict[str, str]:
    """What the provider's clerk can tell of the contacts as they stand."""
    with cast.acting(cast.person("provider_clerk", NODE)):
        row = Application.objects.get(uuid=desk.uuid)
        return {path: check.how for path, check in contacts.confirmed(row, row.open_document()).items()}


@pytest.mark.parametrize(("field", "ending"), [(FIELD, "mobile"), (MAIL, "email")])
def test_a_code_confirms_the_address_on_the_page_itself_and_the_clerk_sees_it(cast, field, ending):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    page = asked(desk, field)
    assert page.status_code == 200 and box_of(page, field).asked
    shown = page.content.decode()
    assert all(value in shown for value in TYPED.values() if len(value) > 5)
    assert desk.document().subject.principal.mobile is None
    code = code_sent_to(TYPED[field])
    done = desk.answer(PAGE, TYPED | {"contact": f"check:{field}", f"code-{field}": code})
    assert done.status_code == 200 and box_of(done, field).confirmed and TYPED[FIELD] in done.content.decode()
    assert seen_by_the_clerk(cast, desk) == {}, "nothing stands in the document yet"
    desk.fill({PAGE: TYPED, "site": COMPANY["site"], "site_principal": {"same": "yes"}})
    found = {f"{whose}.principal.{ending}": "code" for whose in ("subject", "sites.0")}
    assert seen_by_the_clerk(cast, desk) == found


def test_another_number_is_not_confirmed_and_the_first_one_is_again_when_it_comes_back(cast):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    asked(desk)
    desk.fill({PAGE: TYPED | {f"code-{FIELD}": code_sent_to(TYPED[FIELD])}})
    assert seen_by_the_clerk(cast, desk) == {"subject.principal.mobile": "code"}
    desk.fill({PAGE: TYPED | {FIELD: "13711113333"}})
    assert seen_by_the_clerk(cast, desk) == {}
    assert not box_of(desk.get("application_page", PAGE)).confirmed
    desk.fill({PAGE: TYPED})
    assert seen_by_the_clerk(cast, desk) == {"subject.principal.mobile": "code"}


def test_the_number_that_one_signed_in_with_needs_no_second_code(cast):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    assert box_of(desk.get("application_page", PAGE)).own
    desk.fill({PAGE: TYPED | {FIELD: MOBILE}})
    assert seen_by_the_clerk(cast, desk) == {"subject.principal.mobile": "sign_in"}


def test_a_wrong_code_is_said_beside_it_and_everything_typed_stays(cast):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    asked(desk)
    wrong = f"{(int(code_sent_to(TYPED[FIELD])) + 1) % 1_000_000:06d}"
    page = desk.answer(PAGE, TYPED | {"contact": f"check:{FIELD}", f"code-{FIELD}": wrong})
    assert "验证码不正确" in box_of(page).refusal and box_of(page).asked and TYPED[MAIL] in page.content.decode()
    saved = desk.answer(PAGE, TYPED | {f"code-{FIELD}": wrong})
    assert saved.status_code == 422 and "验证码不正确" in saved.content.decode()
    assert desk.answer(PAGE, TYPED | {f"code-{FIELD}": ""}).status_code == 302, "without a code one simply goes on"


def test_the_gateway_being_away_keeps_nobody_from_going_on(cast):
    """Nothing is delivered here at all: the code waits, the page says so, and the form is handed in as ever."""
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    page = asked(desk)
    assert "没收到可以先继续填写" in page.content.decode()
    again = asked(desk)
    assert "秒后再获取" in box_of(again).refusal and box_of(again).asked
    desk.fill({page: COMPANY[page] for page in list(COMPANY)[1:]}).bring_papers(
        "owner_certificate", "principal_certificate"
    ).submitted()
    assert seen_by_the_clerk(cast, desk) == {}


@pytest.mark.parametrize("number", ["", "12345678901", "\x00", "1" * 4000, "１３９"])
def test_what_is_no_number_gets_no_code_and_no_server_error(cast, number):
    desk = Desk(cast).begin()
    page = asked(desk, **{FIELD: number})
    assert page.status_code == 200 and box_of(page).refusal and not box_of(page).asked


@pytest.mark.parametrize("button", ["send:", "send:subject-name", "steal:subject-principal-mobile", "x" * 9000])
def test_buttons_that_the_page_has_not_do_nothing(cast, button):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    assert desk.answer(PAGE, TYPED | {"contact": button}).status_code == 200
    assert desk.document().subject.principal.mobile is None


def test_the_log_says_that_and_how_and_holds_no_number(cast):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"], PAGE: TYPED | {FIELD: MOBILE}})
    with cast.acting(desk.user):
        row = AuditEntry.objects.get(subject_id=desk.uuid, verb="application.confirm_contact")
    assert row.after == {"channel": "sms", "how": "sign_in"}
