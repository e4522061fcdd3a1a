"""Codes cannot be used to bombard somebody, nor to keep somebody from his own (B4)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import RequestFactory, override_settings
from django.utils import timezone

from beian.notices import codes
from beian.notices.codes import Asker, CodeRefused
from beian.notices.models import Notice, OneTimeCode
from beian.people import addresses, scope
from beian.people.scope import Actor, Reach
from beian.settings import proxies
from tests.beian.notices.stories import HERE, MOBILE, delivered, inbox

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B4", "B1")]
HOME, STRANGE = Asker("198.51.100.7"), Asker("203.0.113.9")


def system():
    return scope.enter(HERE, Reach.SYSTEM, Actor.nobody())


def ask(mobile=MOBILE, *, asker, now, purpose="sign_in"):
    with system():
        return codes.issue(mobile=mobile, purpose=purpose, now=now, asker=asker)


def read(mobile=MOBILE) -> str:
    delivered()
    return re.search(r"\d{6}", inbox(mobile)[0])[0]


def signed_in(now) -> None:
    """The number's owner has asked for a code at home and typed it in."""
    issued = ask(asker=HOME, now=now)
    code = read()
    with system():
        codes.check(mobile=MOBILE, code=code, purpose="sign_in", now=now, uuid=issued)


def test_one_address_makes_few_texts_go_to_many_numbers(cast, mailbox):
    now = timezone.now()
    for number in range(10):
        ask(f"1390000{number:04d}", asker=STRANGE, now=now + timedelta(seconds=number))
    with pytest.raises(CodeRefused, match="10分钟后"):
        ask("13900001000", asker=STRANGE, now=now + timedelta(seconds=20))
    ask("13900001000", asker=HOME, now=now + timedelta(seconds=20))
    ask("13900001001", asker=STRANGE, now=now + timedelta(minutes=10, milliseconds=500))
    with pytest.raises(CodeRefused):
        ask("13900001002", asker=STRANGE, now=now + timedelta(minutes=10, milliseconds=600))


def test_windows_slide_over_hour_and_day(cast, mailbox):
    now = timezone.now()
    sent = 0
    for minute in range(0, 24 * 60, 2):
        try:
            ask(f"139{minute:08d}", asker=STRANGE, now=now + timedelta(minutes=minute))
            sent += 1
        except CodeRefused:
            continue
    assert sent == 100, "a day's worth, however patient he is"


@pytest.mark.requirement("F39")
def test_of_fifty_requests_at_once_from_one_address_ten_are_sent(cast, mailbox):
    now = timezone.now()

    def one(number):
        try:
            ask(f"1390000{number:04d}", asker=STRANGE, now=now)
            return "sent"
        except CodeRefused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(one, range(50)))
    assert (answers.count("sent"), answers.count("refused")) == (10, 40)
    with scope.enter(HERE, Reach.STAFF, Actor.service("test")):
        assert Notice.objects.count() == 10


def test_of_fifty_requests_at_once_for_one_number_from_everywhere_one_is_sent(cast, mailbox):
    now = timezone.now()

    def one(number):
        try:
            ask(asker=Asker(f"203.0.113.{number}"), now=now)
            return "sent"
        except CodeRefused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(one, range(50)))
    assert answers.count("sent") == 1


def test_a_stranger_cannot_use_up_the_codes_of_somebody_who_signed_in_before(cast, mailbox):
    now = timezone.now()
    signed_in(now)
    for number in range(9):
        ask(asker=Asker(f"203.0.113.{number}"), now=now + timedelta(minutes=2 + number))
    late = now + timedelta(minutes=12)
    with pytest.raises(CodeRefused, match="明天"):
        ask(asker=Asker("203.0.113.99"), now=late)
    ask(asker=HOME, now=late)
    for number in range(5):
        ask(asker=HOME, now=late + timedelta(minutes=2 + number * 2))
    with pytest.raises(CodeRefused, match="明天"):
        ask(asker=HOME, now=late + timedelta(hours=1))


def test_a_stranger_who_asks_a_moment_before_does_not_make_the_owner_wait(cast, mailbox):
    signed_in(timezone.now())
    now = timezone.now() + timedelta(days=1)
    ask(asker=STRANGE, now=now)
    ask(asker=HOME, now=now + timedelta(seconds=1))
    with pytest.raises(CodeRefused, match="秒后"):
        ask(asker=HOME, now=now + timedelta(seconds=30))


def test_one_address_reaches_one_number_five_times_a_day(cast, mailbox):
    now = timezone.now()
    for number in range(5):
        ask(asker=STRANGE, now=now + timedelta(minutes=2 * number))
    with pytest.raises(CodeRefused, match="从这里"):
        ask(asker=STRANGE, now=now + timedelta(hours=3))
    ask(asker=Asker("203.0.113.10"), now=now + timedelta(hours=3))


def test_a_strangers_code_and_his_tries_leave_the_owners_code_alone(cast, mailbox):
    """The owner asks on his telephone; before he has typed it in, somebody else asks in his number's name and guesses."""
    now = timezone.now()
    mine = ask(asker=HOME, now=now)
    code = read()
    theirs = ask(asker=STRANGE, now=now + timedelta(minutes=1))
    for _try in range(6):
        with pytest.raises(CodeRefused), system():
            codes.check(mobile=MOBILE, code="x", purpose="sign_in", now=now + timedelta(minutes=2), uuid=theirs)
    with system():
        codes.check(mobile=MOBILE, code=code, purpose="sign_in", now=now + timedelta(minutes=2), uuid=mine)


def test_an_account_has_a_budget_wherever_it_asks_from(cast, mailbox):
    now = timezone.now()
    for number in range(6):
        ask(f"1390000{number:04d}", asker=Asker(f"203.0.113.{number}", account=7), now=now, purpose="contact:7")
    with pytest.raises(CodeRefused, match="分钟后"):
        ask("13900001000", asker=Asker("203.0.113.77", account=7), now=now, purpose="contact:7")
    ask("13900001000", asker=Asker("203.0.113.77", account=8), now=now, purpose="contact:8")


def test_a_clerk_asks_for_many_people_from_one_office_and_not_for_ever(cast, mailbox):
    now, clerk = timezone.now(), Asker("203.0.113.9", account=3, staff=True)
    for number in range(20):
        ask(f"1390000{number:04d}", asker=clerk, now=now + timedelta(seconds=number))
    with pytest.raises(CodeRefused, match="分钟后"):
        ask("13900001000", asker=clerk, now=now + timedelta(seconds=30))


def test_no_address_is_stored_in_the_clear(cast, mailbox):
    ask(asker=HOME, now=timezone.now())
    with system():
        row = OneTimeCode.objects.values().get()
    assert HOME.address not in str(row)
    assert HOME.address.encode() not in bytes(row["asker"])


# ---- whose word counts


def client(remote, forwarded=None, trusted=""):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    with override_settings(TRUSTED_PROXIES=proxies("BEIAN_TRUSTED_PROXIES", trusted)):
        return addresses.of_client(request)


def test_a_visitors_own_word_about_where_he_comes_from_counts_for_nothing():
    assert client("203.0.113.9", "198.51.100.7") == "203.0.113.9"
    assert client("203.0.113.9", "198.51.100.7", trusted="172.16.0.0/12") == "203.0.113.9"


def test_a_trusted_proxy_is_believed_as_far_as_the_hops_are_trusted():
    assert client("172.20.0.3", "203.0.113.9", trusted="172.16.0.0/12") == "203.0.113.9"
    assert client("172.20.0.3", "198.51.100.7, 203.0.113.9", trusted="172.16.0.0/12") == "203.0.113.9"
    assert client("172.20.0.3", "203.0.113.9, 172.20.0.9", trusted="172.16.0.0/12") == "203.0.113.9"
    assert client("172.20.0.3", "6.6.6.6, 203.0.113.9, 172.20.0.9", trusted="172.16.0.0/12") == "203.0.113.9"


@pytest.mark.parametrize("forwarded", ["", ",", "unknown", "1.2.3.4:80, x", "\x00", "9" * 9000, ",,," * 400])
def test_a_strange_header_is_answered_with_the_last_hop_that_is_known(forwarded):
    assert client("172.20.0.3", forwarded, trusted="172.16.0.0/12") == "172.20.0.3"


def test_sockets_ipv6_and_ipv4_written_as_ipv6():
    assert client("", "203.0.113.9", trusted="unix") == "203.0.113.9"
    assert client("", "203.0.113.9") == ""
    assert client("2001:db8:1:2:3:4:5:6") == client("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert client("::ffff:203.0.113.9") == "203.0.113.9"
    assert client("::ffff:172.20.0.3", "203.0.113.9", trusted="172.16.0.0/12") == "203.0.113.9"


def test_a_list_of_proxies_that_cannot_be_read_stops_the_start():
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="BEIAN_TRUSTED_PROXIES"):
        proxies("BEIAN_TRUSTED_PROXIES", "172.16.0.0/12,nginx")
