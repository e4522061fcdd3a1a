"""Bytes under a good signature that are no message: parked with a sentence, while everything around them takes effect."""

import dataclasses
from datetime import UTC, datetime

import pytest

from beian import exchange
from beian.exchange import inbox
from beian.exchange.envelopes import Batch, batch_bytes, chain
from beian.exchange.models import InboxMessage
from beian.people import keys
from tests.beian.exchange.notes import at, prepared, taken, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast"), pytest.mark.requirement("B3")]
HOME, CAPITAL = "provider:p01", "province:11"
PAYLOADS = {
    "a key twice": (b'{"text":"good","text":"evil"}', "stands twice"),
    "a key twice, deep inside": (b'{"text":"x","more":{"a":[{"b":1,"b":2}]}}', "stands twice"),
    "a key twice, once escaped": (b'{"text":"good","\\u0074ext":"evil"}', "stands twice"),
    "not a number": (b'{"text":NaN}', "NaN is not an integer"),
    "infinity": (b'{"text":-Infinity}', "not an integer"),
    "past a float": (b'{"text":1e400}', "not an integer"),
    "a float": (b'{"text":1.5}', "not an integer"),
    "endless digits": (b'{"text":' + b"9" * 100_000 + b"}", "past 64 bits"),
    "NUL": (b'{"text":"a\\u0000b"}', "NUL"),
    "NUL as a byte": (b'{"text":"a\x00b"}', "not JSON"),
    "half a pair": (b'{"text":"\\ud800"}', "surrogate"),
    "half a pair in a key": (b'{"text":"x","\\udfff":1}', "surrogate"),
    "broken UTF-8": (b'{"text":"\xff\xfe"}', "not UTF-8"),
    "overlong UTF-8": (b'{"text":"\xc0\xaf"}', "not UTF-8"),
    "UTF-16": ('{"text":"x"}'.encode("utf-16"), "not UTF-8"),
    "byte order mark": (b'\xef\xbb\xbf{"text":"x"}', "not JSON"),
    "nested without end": (b"[" * 100_000, "nested deeper"),
    "nested 40 deep": (b'{"text":' + b"[" * 40 + b"]" * 40 + b"}", "nested deeper"),
    "nothing": (b"", "not JSON"),
    "cut off": (b'{"text":"x', "not JSON"),
    "two values": (b'{"text":"x"}{"text":"y"}', "not JSON"),
    "form data": (b"text=x", "not JSON"),
    "markup": (b'<?xml version="1.0"?><a>x</a>', "not JSON"),
    "a list": (b'[{"text":"x"}]', "ValidationError"),
    "a number for a text": (b'{"text":7}', "text:"),
    "true for a text": (b'{"text":true}', "text:"),
    "an object for a text": (b'{"text":{"text":"x"}}', "text:"),
}


def delivered(payload: bytes) -> None:
    """Three notes of which the second was replaced by these bytes before its sender signed."""
    tell(HOME, CAPITAL, "before", "hostile", "after")
    genuine = prepared(HOME, CAPITAL).batch
    first, second, third = genuine.envelopes
    envelopes = (first, dataclasses.replace(second, payload=payload), third)
    with at(HOME):
        seal = keys.sign(batch_bytes(HOME, CAPITAL, 3, chain(genuine.previous, envelopes)[-1]))
    with at(CAPITAL):
        receipt = inbox.receive(Batch(HOME, CAPITAL, genuine.previous, envelopes, seal))
    assert (receipt.position, receipt.refusal) == (3, "")


@pytest.mark.parametrize(("payload", "said"), PAYLOADS.values(), ids=PAYLOADS)
def test_bytes_that_are_no_message_are_parked_and_hold_up_nobody(payload, said):
    delivered(payload)
    exchange.drain()
    assert taken(CAPITAL) == ["before", "after"]
    with at(CAPITAL):
        (parked,) = InboxMessage.objects.filter(state="parked")
    assert (parked.seq, parked.attempts) == (2, 0), "no repetition can help"
    assert parked.error.startswith("not a valid test.note: ") and said in parked.error
    assert "evil" not in parked.error and len(parked.error) <= 300


HEADS = {
    "NUL in the key": {"key": "a\x00b"},
    "NUL in the kind": {"kind": "test.note\x00"},
    "half a pair in the trace": {"trace": "\ud800"},
    "a round past 32 bits": {"round": 2**31},
    "a negative round": {"round": -1},
    "a revision past 64 bits": {"revision": 2**63},
    "a version past 32 bits": {"version": 2**40},
    "written in the year 9999": {"created_at": datetime(9999, 12, 31, 23, tzinfo=UTC)},
    "written in the year 1": {"created_at": datetime(1, 1, 1, tzinfo=UTC)},
}


@pytest.mark.parametrize("change", HEADS.values(), ids=HEADS)
def test_a_head_that_no_log_can_keep_is_refused_with_its_batch_and_the_sender_is_told(change):
    tell(HOME, CAPITAL, "one")
    genuine = prepared(HOME, CAPITAL).batch
    envelopes = (dataclasses.replace(genuine.envelopes[0], **change),)
    with at(HOME):
        seal = keys.sign(batch_bytes(HOME, CAPITAL, 1, _digest(genuine.previous, envelopes)))
    with at(CAPITAL):
        receipt = inbox.receive(Batch(HOME, CAPITAL, genuine.previous, envelopes, seal))
        assert (receipt.position, receipt.refusal) == (0, "a message whose head cannot be kept")
    exchange.drain()
    assert taken(CAPITAL) == ["one"], "the channel itself goes on"


def _digest(previous: bytes, envelopes: tuple) -> bytes:
    """What a hostile sender can sign: a head with half a character has no digest at all."""
    try:
        return chain(previous, envelopes)[-1]
    except UnicodeEncodeError:
        return bytes(32)
