"""Whoever changes the log, even with the database in his hands, is found out (flows.md §2, trail)."""

import pytest
from django.core.management import CommandError, call_command

from beian import exchange
from beian.exchange import chains
from tests.beian.exchange.notes import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
HOME, CAPITAL = "provider:p01", "province:11"
OUT = "UPDATE beian_outboxmessage SET"
IN = "UPDATE beian_inboxmessage SET"


@pytest.fixture
def correspondence():
    """Two channels, five messages and two."""
    tell(HOME, CAPITAL, "1", "2", "3")
    exchange.drain()
    tell(HOME, CAPITAL, "4", "5")
    tell(CAPITAL, HOME, "6", "7")
    exchange.drain()


def broken() -> list[str]:
    return [str(each) for each in chains.verify().broken]


def test_an_honest_log_is_ok(correspondence, capsys):
    call_command("exchange", "verify")
    assert capsys.readouterr().out == "2 channels, 14 messages, 6 receipts: ok\n"


def test_an_empty_log_is_ok(capsys):
    call_command("exchange", "verify", "--node", CAPITAL)
    assert capsys.readouterr().out == "0 channels, 0 messages, 0 receipts: ok\n"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"{OUT} payload = overlay(payload placing '\\x38' from 10) WHERE seq = 2 AND receiver = '{CAPITAL}'", f"{HOME}: {HOME} → {CAPITAL} #2 test.note: changed"),
        (f"{IN} payload = payload || '\\x20' WHERE seq = 4", f"{CAPITAL}: {HOME} → {CAPITAL} #4 test.note: changed"),
        (f"{IN} key = 'another' WHERE seq = 1 AND sender = '{HOME}'", f"{CAPITAL}: {HOME} → {CAPITAL} #1 test.note: changed"),
        (f"{IN} kind = 'test.latest' WHERE seq = 5", f"{CAPITAL}: {HOME} → {CAPITAL} #5 test.latest: changed"),
        (f"{OUT} created_at = created_at - interval '1 day' WHERE seq = 3", f"{HOME}: {HOME} → {CAPITAL} #3 test.note: changed"),
        ("DELETE FROM beian_inboxmessage WHERE seq = 3", f"{CAPITAL}: {HOME} → {CAPITAL} #3 test.note: missing"),
        ("DELETE FROM beian_inboxmessage WHERE seq = 5", f"{CAPITAL}: {HOME} → {CAPITAL} #5 test.note: the tail is cut off: 1 missing"),
        ("DELETE FROM beian_outboxmessage WHERE seq >= 4", f"{HOME}: {HOME} → {CAPITAL} #4 test.note: the tail is cut off: 2 missing"),
        ("UPDATE beian_batchreceipt SET signature = decode(repeat('00', 64), 'hex') WHERE direction = 'in' AND last_seq = 5", f"{CAPITAL}: {HOME} → {CAPITAL} #5 test.note: the receipt is not signed by {HOME}"),
        ("UPDATE beian_batchreceipt SET digest = '\\x00' WHERE direction = 'out' AND last_seq = 3", f"{HOME}: {HOME} → {CAPITAL} #3 test.note: {CAPITAL} signed another digest"),
        (f"UPDATE beian_outboundchannel SET head = '\\x00' WHERE receiver = '{CAPITAL}'", f"{HOME}: {HOME} → {CAPITAL} #5 test.note: the channel's head"),
    ],
)  # fmt: skip
def test_the_first_link_that_does_not_hold_is_named(correspondence, tamper, statement, said):
    tamper(statement)
    (only,) = broken()
    assert only.startswith(said)


def test_a_tail_cut_off_together_with_every_trace_at_its_end_is_seen_from_the_other_end(correspondence, tamper):
    tamper(
        "DELETE FROM beian_inboxmessage WHERE seq >= 4",
        "DELETE FROM beian_batchreceipt WHERE direction = 'in' AND last_seq > 3",
        f"UPDATE beian_inboundchannel SET last_seq = 3, head = (SELECT digest FROM beian_inboxmessage WHERE seq = 3) WHERE sender = '{HOME}'",
    )
    (only,) = broken()
    assert only == f"{CAPITAL}: {HOME} → {CAPITAL} #4 test.note: the tail is cut off: 2 missing, the last known is #5"


def test_an_end_that_was_emptied_is_seen_from_the_other_end(correspondence, tamper):
    tamper(
        *[
            f"DELETE FROM {table} WHERE node = '{CAPITAL}'"
            for table in ("beian_inboxmessage", "beian_batchreceipt", "beian_inboundchannel")
        ]
    )
    assert any(f"{HOME} → {CAPITAL} #1" in each and "cut off: 5 missing" in each for each in broken())


def test_a_message_rewritten_with_its_whole_chain_is_named(correspondence, tamper):
    """Digests are no secret: an intruder can recompute them all, but not the other end's, nor the signatures."""
    from beian.exchange import relay
    from beian.exchange.envelopes import genesis

    tamper(f"{IN} payload = '{{\"text\":\"forged\"}}' WHERE seq = 2 AND sender = '{HOME}'")
    rows = tamper(
        "SELECT seq, uuid, sender, node, kind, version, key, round, revision, payload, trace, created_at FROM beian_inboxmessage "
        f"WHERE node = '{CAPITAL}' ORDER BY seq"
    )
    digest, statements = genesis(HOME, CAPITAL), []
    for row in rows:
        digest = relay.envelope(*row).digest(digest)
        statements.append(f"{IN} digest = '\\x{digest.hex()}' WHERE seq = {row[0]} AND node = '{CAPITAL}'")
    tamper(*statements, f"UPDATE beian_inboundchannel SET head = '\\x{digest.hex()}' WHERE node = '{CAPITAL}'")
    (only,) = broken()
    assert f"{HOME} → {CAPITAL} #2 test.note: changed together with its digest" in only


def test_the_command_says_so_and_fails(correspondence, tamper, capsys):
    tamper(f"{IN} payload = payload || '\\x20' WHERE seq = 4")
    with pytest.raises(CommandError, match="1 broken of 2 channels"):
        call_command("exchange", "verify")
    assert "#4 test.note" in capsys.readouterr().err
