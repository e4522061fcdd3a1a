"""The reviewer reaches the people of a filing: a text with a code that they read back, and calls, each in the log."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.exchange import drain
from beian.notices.delivery import deliver
from province.cases.records import ContactCheck
from tests.province.stories import approve, case_of, report

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B15")]

NODE = "province:11"
MOBILE, ITEM = "13800138000", "subject.principal.mobile"


@pytest.fixture(autouse=True)
def mailbox(settings):
    """The demonstration's mailbox takes what goes out."""
    settings.SMS_URL = settings.EMAIL_URL = "database:"
    settings.MAILBOX = True


def url(cast, name, application):
    return cast.url(NODE, name, case_of(application).pk)


def words(page, status=200) -> str:
    assert page.status_code == status, page.content.decode()
    return page.content.decode()


def code_of(client, cast) -> str:
    """What the phone has got, read at the demonstration's mailbox."""
    deliver(NODE, now=timezone.now() + timedelta(seconds=30))
    page = words(client.post(cast.url(NODE, "mailbox"), {"address": MOBILE}))
    return re.findall(r"核实码([0-9]{6})", page)[0]


def checks(cast) -> list[ContactCheck]:
    with cast.acting(cast.person("province_reviewer", NODE)):
        return list(ContactCheck.objects.order_by("id"))


def test_the_code_that_the_person_reads_back_confirms_the_number(cast, reviewer, client, waiting):
    page = words(reviewer.get(url(cast, "case", waiting)))
    assert "向联系人发送核实短信" in page
    page = words(reviewer.post(url(cast, "case_contact_code", waiting), {"item": ITEM}, follow=True))
    assert "138****8000" in page
    assert MOBILE not in page
    (check,) = checks(cast)
    answer = {"check": check.pk, "code": code_of(client, cast)}
    page = words(reviewer.post(url(cast, "case_contact_confirm", waiting), answer, follow=True))
    assert "核实码相符，号码由本人使用" in page
    assert checks(cast)[0].code_digest is None
    assert "核实码相符" in words(reviewer.get(url(cast, "case", waiting)))
    assert "已失效" in words(reviewer.post(url(cast, "case_contact_confirm", waiting), answer), 422)


def test_five_wrong_codes_end_it_and_every_try_is_kept(cast, reviewer, client, waiting):
    reviewer.post(url(cast, "case_contact_code", waiting), {"item": ITEM})
    right = code_of(client, cast)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    address, check = url(cast, "case_contact_confirm", waiting), checks(cast)[0].pk
    for left in (4, 3, 2, 1):
        page = words(reviewer.post(address, {"check": check, "code": wrong}, follow=True))
        assert f"核实码不符，还可以再试 {left} 次。" in page
    reviewer.post(address, {"check": check, "code": wrong})
    assert "已失效" in words(reviewer.post(address, {"check": check, "code": right}), 422)
    assert checks(cast)[0].tries == 5
    with cast.acting(cast.person("province_reviewer", NODE)):
        assert AuditEntry.objects.filter(verb="case.contact_code_read").count() == 5


def test_a_code_is_of_no_use_after_ten_minutes(cast, waiting, client):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        reviewer = cast.staff("province_reviewer", NODE)
        reviewer.post(url(cast, "case_contact_code", waiting), {"item": ITEM})
        code = code_of(client, cast)
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        answer = {"check": checks(cast)[0].pk, "code": code}
        assert "已失效" in words(reviewer.post(url(cast, "case_contact_confirm", waiting), answer), 422)


def test_people_are_not_pestered(cast, waiting):
    start = timezone.now()
    for n in range(5):
        with time_machine.travel(start + timedelta(minutes=2 * n), tick=False):
            reviewer = cast.staff("province_reviewer", NODE)
            reviewer.post(url(cast, "case_contact_code", waiting), {"item": ITEM})
            page = reviewer.post(url(cast, "case_contact_code", waiting), {"item": ITEM})
            assert "请在 60 秒后再发" in words(page, 422)
    with time_machine.travel(start + timedelta(minutes=20), tick=False):
        page = cast.staff("province_reviewer", NODE).post(url(cast, "case_contact_code", waiting), {"item": ITEM})
        assert "已发送 5 条核实短信" in words(page, 422)
    assert len(checks(cast)) == 5


def test_a_call_stands_in_the_log_with_what_came_of_it(cast, reviewer, waiting):
    answer = {"item": "subject.principal.phone", "result": "stranger", "note": "称未办理过备案"}
    page = words(reviewer.post(url(cast, "case_contact_call", waiting), answer, follow=True))
    assert "接通，对方不知情（称未办理过备案）" in page
    assert "电话联系" in words(reviewer.get(url(cast, "case", waiting)))


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("case_contact_code", {"item": "subject.principal.phone"}, "请从给出的选项中选择联系人"),
        ("case_contact_code", {"item": "sites.9.principal.mobile"}, "请从给出的选项中选择联系人"),
        ("case_contact_code", {}, "请选择联系人"),
        ("case_contact_call", {"item": ITEM, "result": "sent"}, "请从给出的选项中选择通话结果"),
        ("case_contact_call", {"item": ITEM, "result": "reached", "note": "a\x00"}, "含有无法显示的字符"),
        ("case_contact_confirm", {"check": "1", "code": "12345"}, "核实码是 6 位数字"),
        ("case_contact_confirm", {"check": "9" * 30, "code": "123456"}, "错误"),
        ("case_contact_confirm", {"check": "x", "code": "１２３４５６"}, "核实码是 6 位数字"),
    ],
)
def test_a_wrong_answer_is_refused_by_name(cast, reviewer, waiting, name, sent, said):
    assert said in words(reviewer.post(url(cast, name, waiting), sent), 422)
    assert checks(cast) == []


@pytest.mark.requirement("A3")
def test_nobody_else_reaches_them(cast, reviewer, waiting):
    reviewer.post(url(cast, "case_contact_code", waiting), {"item": ITEM})
    other = report(number=2)
    drain()
    answer = {"check": checks(cast)[0].pk, "code": "123456"}
    assert reviewer.post(url(cast, "case_contact_confirm", other), answer).status_code == 404
    stranger, pk = cast.staff("province_reviewer", "province:33"), case_of(waiting).pk
    for name in ("case_contact_code", "case_contact_confirm", "case_contact_call"):
        assert stranger.post(cast.url("province:33", name, pk), answer | {"item": ITEM}).status_code == 404
        assert cast.staff("province_supervisor", NODE).post(cast.url(NODE, name, pk), answer).status_code == 403


def test_nobody_is_reached_about_what_is_decided_or_elsewhere(cast, reviewer, waiting):
    approve(cast, waiting)
    page = reviewer.post(url(cast, "case_contact_code", waiting), {"item": ITEM})
    assert "已作出决定" in words(page, 409)

    def to_zhejiang(data):
        data["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}

    away = report(number=2, subject_province="33", change=to_zhejiang)
    drain()
    assert "请从给出的选项中选择联系人" in words(
        reviewer.post(url(cast, "case_contact_code", away), {"item": ITEM}), 422
    )


def test_the_page_takes_few_queries(cast, reviewer, waiting, django_assert_max_num_queries):
    reviewer.get(url(cast, "case_contact", waiting))
    address = url(cast, "case_contact", waiting)
    with django_assert_max_num_queries(13):
        words(reviewer.get(address))
