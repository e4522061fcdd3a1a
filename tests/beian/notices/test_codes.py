"""One-time codes: six digits, ten minutes, five tries, one use, and limits per number."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from beian.notices import codes
from beian.notices.codes import CodeRefused
from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.beian.notices.stories import HERE, MOBILE, delivered, inbox

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B1")]
NOBODY = Actor.nobody()


def system():
    return scope.enter(HERE, Reach.SYSTEM, NOBODY)


def issued(*, mobile=MOBILE, purpose="sign_in", now=None) -> str:
    """Issue a code and read it on the phone."""
    with system():
        codes.issue(mobile=mobile, purpose=purpose, now=now or timezone.now())
    delivered()
    return re.search(r"\d{6}", inbox(mobile)[0])[0]


def check(code, *, mobile=MOBILE, purpose="sign_in", minutes=0) -> None:
    with system():
        codes.check(mobile=mobile, code=code, purpose=purpose, now=timezone.now() + timedelta(minutes=minutes))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_on_the_phone_is_accepted_once(cast, mailbox):
    code = issued()
    check(code)
    with pytest.raises(CodeRefused, match="失效"):
        check(code)


def test_after_five_wrong_tries_even_the_right_code_is_refused(cast, mailbox):
    code = issued()
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeRefused, match=f"还可以试{left}次"):
            check(wrong(code))
    with pytest.raises(CodeRefused, match="重新获取"):
        check(wrong(code))
    with pytest.raises(CodeRefused, match="失效"):
        check(code)


def test_of_many_tries_at_once_only_five_are_looked_at(cast, mailbox):
    code, refusals = issued(), []

    def guess(number):
        try:
            check(f"{number:06d}" if f"{number:06d}" != code else "999999")
        except CodeRefused as refusal:
            refusals.append(str(refusal))
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=guess, args=(number,)) for number in range(20)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert len(refusals) == 20
    assert sum("已失效，请重新获取" in text and "连续" not in text for text in refusals) == 15
    with pytest.raises(CodeRefused):
        check(code)


def test_a_code_used_twice_at_once_lets_one_in(cast, mailbox):
    code, outcomes = issued(), []

    def enter():
        try:
            check(code)
            outcomes.append("in")
        except CodeRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    pair = [threading.Thread(target=enter) for _ in range(4)]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    assert sorted(outcomes) == ["in", "refused", "refused", "refused"]


def test_a_code_is_good_for_ten_minutes(cast, mailbox):
    code = issued()
    with pytest.raises(CodeRefused, match="失效"):
        check(code, minutes=10.01)
    check(code, minutes=9.9)


def test_a_code_is_for_its_number_purpose_and_node(cast, mailbox):
    code = issued()
    for other in ({"mobile": "13900139000"}, {"purpose": "sign_agreement"}):
        with pytest.raises(CodeRefused):
            check(code, **other)
    with pytest.raises(CodeRefused), scope.enter("provider:p02", Reach.SYSTEM, NOBODY):
        codes.check(mobile=MOBILE, code=code, purpose="sign_in", now=timezone.now())
    check(code)


def test_a_new_code_makes_the_old_one_worthless(cast, mailbox):
    now = timezone.now()
    first = issued(now=now - timedelta(minutes=2))
    second = issued(now=now)
    if first != second:
        with pytest.raises(CodeRefused):
            check(first)
    check(second)


def test_one_code_a_minute_and_ten_a_day_to_one_number(cast, mailbox):
    now = timezone.now()
    with system():
        codes.issue(mobile=MOBILE, purpose="sign_in", now=now)
    with pytest.raises(CodeRefused, match="30秒|31秒"), system():
        codes.issue(mobile=MOBILE, purpose="other", now=now + timedelta(seconds=30))
    for number in range(1, 10):
        with system():
            codes.issue(mobile=MOBILE, purpose="sign_in", now=now + timedelta(minutes=number * 2))
    with pytest.raises(CodeRefused, match="明天"), system():
        codes.issue(mobile=MOBILE, purpose="sign_in", now=now + timedelta(hours=2))
    with system():
        codes.issue(mobile="13900139000", purpose="sign_in", now=now + timedelta(hours=2))
        codes.issue(mobile=MOBILE, purpose="sign_in", now=now + timedelta(hours=25))


def test_two_requests_at_once_are_one_code(cast, mailbox):
    outcomes = []

    def ask():
        try:
            with system():
                codes.issue(mobile=MOBILE, purpose="sign_in", now=timezone.now())
            outcomes.append("sent")
        except CodeRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=ask) for _ in range(5)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 4 + ["sent"]


def test_the_code_is_stored_nowhere_in_the_clear(cast, mailbox):
    code = issued()
    with system(), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c) ->> 'code_digest', c.tries FROM beian_onetimecode c")
        [(digest, tries)] = cursor.fetchall()
    assert code not in digest and tries == 0


@pytest.mark.parametrize("code", ["", " ", "０１２３４５", "12345", "1234567", "' OR 1=1", "🙂" * 6])
def test_strange_codes_are_wrong_codes(cast, mailbox, code):
    issued()
    with pytest.raises(CodeRefused, match="还可以试4次"):
        check(code)
