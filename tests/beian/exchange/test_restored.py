"""A province restored from a backup tells old versions again: the ministry keeps the newer, whichever way they come (F45)."""

from __future__ import annotations

import pytest

from beian import exchange
from beian.exchange import chains, relay
from beian.exchange.envelopes import Batch, batch_bytes, chain, genesis
from beian.exchange.models import InboxMessage, OutboundChannel
from beian.exchange.transports import to
from beian.people import keys
from ministry.models import Passage
from tests.beian.exchange.notes import at
from tests.faults import storm

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("cast"),
    pytest.mark.fault("F45"),
    pytest.mark.requirement("Q3"),
]
PROVINCE, MINISTRY = "province:11", "ministry"
TOLD = ((5, "under_review"), (6, "awaiting_opinion"), (7, "under_review"))


@pytest.fixture
def story():
    """An application of which the province has told three versions; the ministry stands at the third."""
    (sent,) = storm.send(1)
    exchange.drain()
    for revision, state in TOLD:
        say(sent, revision, state)
    exchange.drain()
    assert stands(sent) == TOLD[-1]
    return sent


def say(story, revision: int, state: str) -> None:
    storm.tell(PROVINCE, story, "filing.moved", lambda: {"state": state, "reasons": []}, revision)


def stands(story) -> tuple[int, str]:
    with at(MINISTRY):
        row = Passage.objects.get(application=story.application)
    return row.revision, row.state


def test_the_old_outbox_replayed_to_the_byte_is_known_already(story):
    """Every prefix of what was sent, signed anew as the restored relay would."""
    with at(PROVINCE):
        columns = "seq, uuid, node, receiver, kind, version, key, round, revision, payload, trace, created_at"
        rows = relay._rows(f"SELECT {columns} FROM beian_outboxmessage WHERE receiver = 'ministry' ORDER BY seq", [])
        envelopes = [relay.envelope(*row) for row in rows]
        start = genesis(PROVINCE, MINISTRY)
        heads = chain(start, envelopes)
        batches = [
            Batch(
                PROVINCE,
                MINISTRY,
                start,
                tuple(envelopes[:count]),
                keys.sign(batch_bytes(PROVINCE, MINISTRY, count, heads[count - 1])),
            )
            for count in range(1, len(envelopes) + 1)
        ]
    for batch in batches:
        receipt = to(MINISTRY).deliver(batch)
        assert (receipt.position, receipt.refusal) == (len(envelopes), "")
    exchange.drain()
    assert stands(story) == TOLD[-1]
    assert not chains.verify().broken


def test_old_versions_told_again_as_new_messages_change_nothing(story):
    for revision, state in TOLD[:2]:
        say(story, revision, state)
    exchange.drain()
    assert stands(story) == TOLD[-1]
    with at(MINISTRY):
        assert set(InboxMessage.objects.values_list("state", flat=True)) == {"applied"}
    say(story, 8, "awaiting_opinion")
    exchange.drain()
    assert stands(story) == (8, "awaiting_opinion"), "what is newer counts as ever"


def test_a_province_set_back_by_an_hour_is_stopped_before_it_writes_another_history(story, tamper):
    """Its last two messages are gone there. What it numbers next has numbers that the ministry holds: refused, named, and nothing moves."""
    tamper(
        f"DELETE FROM beian_outboxmessage WHERE node = '{PROVINCE}' AND receiver = 'ministry' AND seq > 2",
        f"DELETE FROM beian_batchreceipt WHERE node = '{PROVINCE}' AND peer = 'ministry' AND last_seq > 2",
        "UPDATE beian_outboundchannel SET last_seq = 2, acknowledged_seq = 2, "
        "head = (SELECT digest FROM beian_outboxmessage WHERE seq = 2 AND receiver = 'ministry' AND node = beian_outboundchannel.node), "
        "acknowledged_head = (SELECT digest FROM beian_outboxmessage WHERE seq = 2 AND receiver = 'ministry' AND node = beian_outboundchannel.node) "
        f"WHERE node = '{PROVINCE}' AND receiver = 'ministry'",
    )
    say(story, 6, "awaiting_opinion")
    exchange.drain()
    assert stands(story) == TOLD[-1]
    with at(PROVINCE):
        channel = OutboundChannel.objects.get(receiver=MINISTRY)
    assert channel.error == "the receiver holds 4 messages, only 3 were numbered here"
    (broken,) = chains.verify().broken
    assert f"{PROVINCE} → {MINISTRY} #3" in str(broken)
