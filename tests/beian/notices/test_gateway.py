"""The gateway is down, slow, or takes the text and says nothing (F40): the decision stands, the text goes out, nothing is logged."""

import socket
import time

import pytest

from tests.beian.notices.conftest import simulated
from tests.beian.notices.stories import HERE, MOBILE, delivered, tell, the_notice

pytestmark = [pytest.mark.django_db, pytest.mark.fault("F40")]
PASSWORD = "Xk7mPq9RtW3z"


def test_a_text_reaches_the_gateway_signed_and_with_its_reference_noted(cast, gateway):
    tell("filing_password", params={"number": "京ICP备2026000001号"}, secret={"password": PASSWORD})
    assert delivered() == 1
    [message] = gateway.messages
    notice = the_notice()
    assert (message["to"], message["id"], message["reference"]) == (MOBILE, str(notice.uuid), notice.reference)
    assert PASSWORD in message["text"]


def test_a_wrong_signature_is_given_up(cast, gateway, settings):
    settings.SMS_URL = gateway.url.replace("between", "beside")
    tell()
    assert delivered() == 0
    assert (the_notice().state, the_notice().trouble) == ("failed", "gateway refused with 401 bad_signature")


def test_while_the_gateway_answers_5xx_the_text_waits_and_is_retried(cast, gateway):
    gateway.behave("busy")
    tell("filing_password", params={"number": "1"}, secret={"password": PASSWORD})
    assert delivered() == 0
    waiting = the_notice()
    assert (waiting.state, waiting.attempts, waiting.trouble) == ("queued", 1, "gateway answered 503")
    assert waiting.secret_sealed is not None
    gateway.behave("ok")
    assert delivered(0.5) == 0
    assert delivered(1.1) == 1
    assert len(gateway.messages) == 1 and the_notice().secret_sealed is None


def test_pauses_grow_and_at_last_the_text_is_given_up_without_its_secret(cast, gateway):
    gateway.behave("busy")
    tell("filing_password", params={"number": "1"}, secret={"password": PASSWORD})
    tried, minute = [], 0.1
    while the_notice().state == "queued":
        before = the_notice().attempts
        delivered(minute)
        if the_notice().attempts > before:
            tried.append(round(minute))
        minute += 1
        assert minute < 2000
        if len(tried) >= 5:
            minute += 59
    assert tried[:5] == [0, 1, 6, 21, 81]
    assert len(tried) == 24
    assert (the_notice().state, the_notice().secret_sealed) == ("failed", None)


def test_a_refused_number_is_not_tried_again(cast, gateway):
    gateway.behave("reject")
    tell()
    assert delivered() == 0 and delivered(90) == 0
    assert (the_notice().state, the_notice().trouble) == ("failed", "gateway refused with 422 bad_number")


def test_a_gateway_that_is_not_there_costs_one_try_and_leaves_the_others_waiting(cast, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        settings.SMS_URL = f"http://a:b@127.0.0.1:{nobody.getsockname()[1]}"
        for number in range(50):
            tell(event=f"e{number}", to=f"138001380{number:02d}")
        assert delivered() == 0
        assert the_notice(event="e0").attempts == 1
        assert the_notice(event="e49").attempts == 0
    with simulated() as running:
        settings.SMS_URL = running.url
        assert delivered(2) == 50
        assert len(running.messages) == 50


@pytest.mark.parametrize("mode", ["lost", "trickle"])
def test_a_text_taken_without_an_answer_is_asked_for_and_not_sent_again(cast, gateway, mode):
    gateway.behave(mode)
    tell()
    began = time.monotonic()
    assert delivered() == 0
    assert time.monotonic() - began < 3
    assert the_notice().doubts == 1
    gateway.behave("ok")
    assert delivered(1.1) == 1
    assert len(gateway.messages) == 1


def test_a_gateway_that_hangs_and_took_nothing_gets_the_text_later(cast, gateway):
    gateway.behave("hang")
    tell()
    assert delivered() == 0
    gateway.behave("ok")
    assert delivered(1.1) == 1
    assert len(gateway.messages) == 1


def test_a_gateway_that_cannot_tell_gets_at_most_one_extra(cast, gateway):
    gateway.behave("mute")
    tell()
    for minute in (0, 2, 10, 30, 100, 200):
        assert delivered(minute) == 0
    assert len(gateway.messages) == 2
    assert (the_notice().state, the_notice().trouble) == ("failed", "delivery could not be confirmed")


def test_a_worker_that_died_holding_a_text_is_followed_by_a_question_not_a_second_text(cast, gateway, monkeypatch):
    from beian.notices import delivery

    tell()
    with monkeypatch.context() as dying:

        def die(*args, **kwargs):
            raise SystemExit

        dying.setattr(delivery, "_close", die)
        with pytest.raises(SystemExit):
            delivered()
    assert the_notice().state == "sending"
    assert delivered(0.5) == 0  # its lease still runs
    assert delivered(1.5) == 1
    assert len(gateway.messages) == 1 and the_notice().state == "delivered"


def test_neither_numbers_nor_passwords_are_ever_logged(cast, gateway, caplog, capfd, settings):
    caplog.set_level("DEBUG")
    for mode in ("busy", "reject", "ok"):
        gateway.behave(mode)
        tell("filing_password", event=mode, params={"number": "1"}, secret={"password": PASSWORD})
        delivered()
    settings.SMS_URL = "console:"
    tell("filing_password", event="console", params={"number": "1"}, secret={"password": PASSWORD})
    delivered()
    printed = capfd.readouterr()
    everything = (
        printed.out
        + printed.err
        + "".join(record.getMessage() for record in caplog.records if "django.db" not in record.name)
    )
    assert "138****8000" in printed.out
    assert PASSWORD not in everything and MOBILE not in everything


def test_the_waiting_nodes_are_known_by_name_only(cast, gateway):
    from beian.notices.tasks import waiting_nodes

    assert waiting_nodes() == []
    tell()
    tell(node="province:33")
    assert waiting_nodes() == [HERE, "province:33"]
    delivered()
    assert waiting_nodes() == ["province:33"]
