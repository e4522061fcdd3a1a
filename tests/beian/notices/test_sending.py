"""A notice is a row of the caller's transaction, goes out once, and keeps no secret."""

import threading
from string import Formatter

import pytest
from django.db import DatabaseError, connection, connections

from beian.notices.models import Notice
from beian.notices.sending import send
from beian.notices.templates import TEMPLATES
from beian.people import scope
from beian.people.identity import uuid7
from beian.people.scope import Reach
from tests.beian.notices.stories import DESK, HERE, MOBILE, delivered, inbox, later, tell, the_notice

pytestmark = pytest.mark.django_db
PASSWORD = "Xk7mPq9RtW3z"


@pytest.mark.requirement("B4")
@pytest.mark.parametrize(
    ("template", "text"),
    [
        (
            "precheck_passed",
            "您提交的网站备案信息已通过预核验，请在1个月内由网站负责人本人携带有关证件原件到我单位备案现场办理核验手续",
        ),
        ("precheck_failed", "您提交的网站备案信息未通过预核验，请修改后重新提交"),
    ],
)
def test_the_statutory_texts_go_out_word_for_word(cast, mailbox, template, text):
    tell(template)
    assert delivered() == 1
    assert inbox() == [text]


def test_nothing_goes_out_when_the_decision_is_rolled_back(cast, mailbox):
    with pytest.raises(ZeroDivisionError), scope.enter(HERE, Reach.STAFF, DESK):
        send("precheck_passed", to=MOBILE, event="e1")
        _ = 1 / 0
    assert delivered() == 0 and inbox() == []


def test_an_event_is_told_once_however_often_it_is_sent(cast, mailbox):
    for _time in range(3):
        tell(event="application 7, round 1")
    tell(event="application 7, round 2")
    assert delivered() == 2
    assert delivered() == 0
    assert len(inbox()) == 2


def test_one_event_goes_to_phone_and_mail(cast, mailbox):
    tell(
        "application_granted",
        to=[MOBILE, "Zhang@Example.cn", "", None],
        params={"number": "京ICP备2026000001号"},
        secret={"password": PASSWORD},
    )
    assert delivered() == 2
    assert inbox() == inbox("zhang@example.cn")
    assert PASSWORD in inbox()[0] and "京ICP备2026000001号" in inbox()[0]


@pytest.mark.requirement("B17")
def test_the_password_is_sealed_until_delivered_and_then_erased(cast, mailbox):
    tell("filing_password", params={"number": "京ICP备2026000001号"}, secret={"password": PASSWORD})
    assert the_notice().secret_sealed is not None
    assert not stored_anywhere(PASSWORD) and not stored_anywhere(MOBILE)
    delivered()
    notice = the_notice()
    assert notice.state == "delivered" and notice.secret_sealed is None and notice.recipient_masked == "138****8000"
    assert not stored_anywhere(PASSWORD) and not stored_anywhere(MOBILE)


def stored_anywhere(text: str) -> bool:
    """Whether any column of any row holds the text in the clear."""
    with scope.enter(HERE, Reach.STAFF, DESK), connection.cursor() as cursor:
        cursor.execute("SELECT n::text FROM beian_notice n")
        rows = [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT a::text FROM beian_auditentry a")
        rows += [row for (row,) in cursor.fetchall()]
    return any(text in row or text.encode().hex() in row for row in rows)


@pytest.mark.parametrize("reach", [Reach.STAFF, Reach.OWNER, Reach.SYSTEM])
def test_every_reach_that_acts_may_send_but_only_staff_may_read(cast, mailbox, reach):
    tell("submitted", reach=reach, owner=7 if reach == Reach.OWNER else None, application=uuid7())
    assert delivered() == 1
    if reach != Reach.STAFF:
        with pytest.raises(DatabaseError, match="permission denied"), scope.enter(HERE, reach, DESK, owner=7):
            Notice.objects.count()


def test_a_placeholder_left_open_is_an_error_of_the_caller(cast):
    for wrong in (
        {"params": {}},
        {"params": {"number": "1"}},
        {"params": {"number": "1", "password": PASSWORD}},
        {"params": {}, "secret": {"password": PASSWORD}},
    ):
        with pytest.raises(ValueError, match="filing_password"):
            tell("filing_password", **wrong)


def test_braces_in_a_value_are_only_text(cast, mailbox):
    tell("application_returned", params={"reason": "{password} {0} %s"})
    delivered()
    assert "{password} {0} %s" in inbox()[0]


def test_no_secret_is_ever_an_open_parameter():
    for template in TEMPLATES.values():
        named = {name for _text, name, *_rest in Formatter().parse(template.text) if name}
        assert set(template.secrets) == named & {"password", "code"}, template.code


def test_parallel_workers_deliver_each_notice_once(cast, mailbox, monkeypatch):
    from beian.notices.adapters import DatabaseAdapter

    handed_over = []
    real = DatabaseAdapter.send
    monkeypatch.setattr(
        DatabaseAdapter, "send", lambda self, letter: handed_over.append(letter.uuid) or real(self, letter)
    )
    for number in range(30):
        tell(event=f"e{number}", to=f"138001380{number:02d}")

    def work():
        try:
            delivered()
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(handed_over) == len(set(handed_over)) == 30


def test_one_number_gets_no_more_than_twenty_texts_an_hour(cast, mailbox):
    for number in range(23):
        tell(event=f"e{number}")
    assert delivered() == 20
    assert delivered(16) == 0
    assert delivered(120) == 3


def test_a_text_that_came_too_late_is_given_up_and_its_secret_erased(cast, mailbox):
    tell("sign_in_code", secret={"code": "123456"}, expires_at=later(10))
    assert delivered(11) == 0
    notice = the_notice()
    assert (notice.state, notice.secret_sealed) == ("failed", None)


def test_a_finished_notice_is_never_changed_or_removed(cast, mailbox):
    tell()
    delivered()
    for change in (lambda rows: rows.update(params={"x": "y"}), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), scope.enter(HERE, Reach.STAFF, DESK):
            change(Notice.objects.all())


@pytest.mark.requirement("A3")
def test_notices_belong_to_their_node(cast, mailbox):
    tell()
    assert delivered(node="province:33") == 0
    assert inbox(node="province:33") == []
