"""A receiver that does not apply is not flooded: its channel pauses, the others go on, and it resumes by itself."""

from datetime import timedelta

import pytest

from beian import exchange
from beian.exchange import applying, chains, inbox, pumping, relay, standing
from beian.exchange.models import InboxMessage, OutboundChannel
from tests.beian.exchange.notes import at, taken, tell

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q3")]
HOME, CAPITAL, OTHER = "provider:p01", "province:11", "province:33"
MOST, BATCH = 20, 5


@pytest.fixture
def small(cast, monkeypatch):
    """Twenty may wait, five travel together."""
    monkeypatch.setattr(inbox, "MOST_WAITING", MOST)
    monkeypatch.setattr(relay, "BATCH", BATCH)


def waiting(node: str) -> int:
    with at(node):
        return InboxMessage.objects.filter(state="pending").count()


def channel(receiver: str = CAPITAL) -> OutboundChannel:
    with at(HOME):
        return OutboundChannel.objects.get(receiver=receiver)


def pause_ends() -> None:
    with at(HOME):
        OutboundChannel.objects.update(next_try=channel_now())


def channel_now():
    return OutboundChannel.objects.order_by("next_try").first().next_try - timedelta(minutes=1)


def send(count: int, receiver: str = CAPITAL) -> list[str]:
    texts = [f"{receiver} {place}" for place in range(count)]
    tell(HOME, receiver, *texts)
    return texts


def test_a_receiver_that_does_not_apply_gets_no_more_than_the_limit_and_others_go_on(small):
    send(60)
    elsewhere = send(30, OTHER)
    for _time in range(3):  # nobody applies at the capital
        pumping.pump(HOME)
        applying.apply(OTHER)
    assert waiting(CAPITAL) == MOST
    pause_ends()
    pumping.pump(HOME)
    assert waiting(CAPITAL) == MOST, "the next try is refused as well, and nothing is stored"
    pumping.pump(HOME)
    applying.apply(OTHER)
    assert sorted(taken(OTHER)) == sorted(elsewhere)
    assert channel().failures == 0, "a full receiver has not failed"


def test_it_resumes_by_itself_and_nothing_is_lost_or_doubled(small):
    texts = send(60)
    pumping.pump(HOME)
    for _time in range(10):
        applying.apply(CAPITAL)
        pause_ends()
        pumping.pump(HOME)
    applying.apply(CAPITAL)
    assert taken(CAPITAL) == texts
    assert channel().error == ""
    assert not chains.verify().broken


def test_the_sweep_finds_it_once_the_pause_is_over(small):
    send(MOST + BATCH)
    pumping.pump(HOME)
    applying.apply(CAPITAL)
    assert HOME not in pumping.waiting_nodes()
    pause_ends()
    assert HOME in pumping.waiting_nodes()


def test_what_is_held_already_is_acknowledged_however_full_it_is(small):
    """A lost answer is no reason to refuse: delivered again, it is signed for again."""
    send(MOST)
    with at(HOME):
        prepared = relay.next_batch(HOME, CAPITAL)
    pumping.pump(HOME)
    with at(CAPITAL):
        receipt = inbox.receive(prepared.batch)
    assert (receipt.position, receipt.refusal, receipt.waiting) == (MOST, "", 0)


def test_the_pages_of_both_ends_show_it(small, cast):
    send(60)
    pumping.pump(HOME)
    shown = cast.staff("system_admin", HOME).get(cast.url(HOME, "exchange")).content.decode()
    assert "已暂停" in shown and "对方处理后自动继续" in shown
    with at(HOME):
        (line,) = [line for line in standing.channels() if line.peer == CAPITAL]
    assert line.paused and line.waiting == 40
    there = cast.staff("system_admin", CAPITAL).get(cast.url(CAPITAL, "exchange")).content.decode()
    assert f'<td class="cell-number">{MOST}</td>' in there


def test_a_channel_that_keeps_up_never_pauses(small):
    texts = []
    for turn in range(4):
        tell(HOME, CAPITAL, *(new := [f"{turn} {place}" for place in range(15)]))
        texts += new
        exchange.drain()
    assert taken(CAPITAL) == texts
