"""The relay: numbers and chains what the outbox holds, and delivers it until the other end has signed for it.

Nothing is lost by stopping anywhere: numbering is one transaction, the position moves only on a signed receipt, and whatever was
delivered without one is delivered again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import connection

from beian import audit
from beian.exchange import hooks, transports
from beian.exchange.envelopes import FIELDS, Batch, Envelope, Receipt, batch_bytes, chain, genesis, receipt_bytes
from beian.exchange.locks import only_one
from beian.exchange.transports import RELAY, Unreachable
from beian.people import keys
from beian.people.scope import Reach, enter

log = logging.getLogger(__name__)
BATCH = 1000
BATCH_BYTES = 8 * 1024 * 1024
LONGEST_PAUSE = 60  # seconds between tries of a receiver that does not answer

_RECEIVERS = """
SELECT receiver FROM (SELECT DISTINCT receiver FROM beian_outboxmessage WHERE node = %(node)s AND seq IS NULL) fresh
UNION SELECT receiver FROM beian_outboundchannel WHERE node = %(node)s AND acknowledged_seq < last_seq AND next_try <= now()
ORDER BY receiver
"""
_OPEN = """
INSERT INTO beian_outboundchannel (receiver, head, acknowledged_head, last_seq, acknowledged_seq, failures, error)
VALUES (%(receiver)s, %(genesis)s, %(genesis)s, 0, 0, 0, '') ON CONFLICT (node, receiver) DO NOTHING
"""
_LOCK = """
SELECT last_seq, head FROM beian_outboundchannel WHERE node = %s AND receiver = %s FOR UPDATE SKIP LOCKED
"""
_FRESH = """
SELECT id, uuid, node, receiver, kind, version, key, round, revision, payload, trace, created_at
FROM beian_outboxmessage WHERE node = %s AND receiver = %s AND seq IS NULL ORDER BY id LIMIT %s
"""
_NUMBER = """
UPDATE beian_outboxmessage m SET seq = fresh.seq, digest = fresh.digest
FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS fresh (id, seq, digest) WHERE m.node = %s AND m.id = fresh.id
"""
_ADVANCE = "UPDATE beian_outboundchannel SET last_seq = %s, head = %s WHERE node = %s AND receiver = %s"
_POSITION = """
SELECT last_seq, acknowledged_seq, next_try <= now() FROM beian_outboundchannel WHERE node = %s AND receiver = %s
"""
_WAITING = """
SELECT seq, uuid, node, receiver, kind, version, key, round, revision, payload, trace, created_at, digest FROM (
    SELECT *, sum(octet_length(payload)) OVER (ORDER BY seq) - octet_length(payload) AS before FROM (
        SELECT * FROM beian_outboxmessage WHERE node = %s AND receiver = %s AND seq > %s ORDER BY seq LIMIT %s) batch
) sized WHERE before < %s ORDER BY seq
"""
_DIGEST = "SELECT digest FROM beian_outboxmessage WHERE node = %s AND receiver = %s AND seq = %s"
_ACKNOWLEDGED = """
UPDATE beian_outboundchannel SET acknowledged_seq = %s, acknowledged_head = %s, failures = 0, error = '', next_try = now()
WHERE node = %s AND receiver = %s
"""
_FAILED = """
UPDATE beian_outboundchannel SET failures = failures + 1, error = %s,
    next_try = clock_timestamp() + make_interval(secs => least(power(2, least(failures, 10)), %s)) WHERE node = %s AND receiver = %s
"""
_RECEIPT = """
INSERT INTO beian_batchreceipt (peer, direction, first_seq, last_seq, digest, signature) VALUES (%s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True)
class Prepared:
    """A batch to deliver, how far the channel is numbered, and our digests of the batch by number (the position's own included)."""

    batch: Batch
    last: int
    digests: dict[int, bytes]


def relay(node: str) -> list[str]:
    """Number and deliver what `node` has to send; answers the receivers that took something new.

    It looks once more after letting a channel go: whoever rang meanwhile found it taken and went away.
    """
    moved, stuck = set(), set()
    while fresh := [receiver for receiver in _receivers(node) if receiver not in stuck]:
        for receiver in fresh:
            (moved if _relay_channel(node, receiver) else stuck).add(receiver)
    return sorted(moved)


def _receivers(node: str) -> list[str]:
    with enter(node, Reach.STAFF, RELAY):
        return [receiver for (receiver,) in _rows(_RECEIVERS, {"node": node})]


def _relay_channel(node: str, receiver: str) -> bool:
    """Everything that waits on one channel, batch after batch, unless somebody else is at it."""
    moved = False
    with only_one("exchange relay", node, receiver) as mine:
        while mine:
            number(node, receiver)
            prepared = prepare(node, receiver)
            if prepared is None or not _deliver(node, receiver, prepared):
                break
            moved = True
            if prepared.batch.last == prepared.last:
                break  # what came meanwhile is found when the channel has been let go
    return moved


def number(node: str, receiver: str) -> int:
    """Give the channel's new rows their numbers and digests, in one short transaction; how many."""
    with enter(node, Reach.STAFF, RELAY), connection.cursor() as cursor:
        cursor.execute(_OPEN, {"receiver": receiver, "genesis": genesis(node, receiver)})
        cursor.execute(_LOCK, [node, receiver])
        if (channel := cursor.fetchone()) is None:
            return 0
        cursor.execute(_FRESH, [node, receiver, BATCH])
        rows = cursor.fetchall()
        if not rows:
            return 0
        last, head = channel[0], bytes(channel[1])
        envelopes = [envelope(last + place, *row[1:]) for place, row in enumerate(rows, 1)]
        digests = chain(head, envelopes)
        numbers = [each.seq for each in envelopes]
        cursor.execute(_NUMBER, [[row[0] for row in rows], numbers, [memoryview(each) for each in digests], node])
        cursor.execute(_ADVANCE, [numbers[-1], digests[-1], node, receiver])
    hooks.reach("numbered")
    return len(rows)


def prepare(node: str, receiver: str) -> Prepared | None:
    """The next batch from the acknowledged position on, signed; None if there is none or the pause is not over."""
    with enter(node, Reach.STAFF, RELAY):
        position = _rows(_POSITION, [node, receiver])
        if not position:
            return None
        last, taken, due = position[0]
        if taken >= last or not due:
            return None
        previous = digest_at(node, receiver, taken)
        rows = _rows(_WAITING, [node, receiver, taken, BATCH, BATCH_BYTES])
        envelopes = tuple(envelope(*row[:-1]) for row in rows)
        digests = {taken: previous} | {row[0]: bytes(row[-1]) for row in rows}
        signature = keys.sign(batch_bytes(node, receiver, rows[-1][0], digests[rows[-1][0]]))
        return Prepared(Batch(node, receiver, previous, envelopes, signature), last, digests)


def _deliver(node: str, receiver: str, prepared: Prepared) -> bool:
    """Hand the batch over without holding any lock, and note the answer. True if the position moved."""
    try:
        receipt = transports.to(receiver).deliver(prepared.batch)
    except Unreachable as error:
        return _failed(node, receiver, str(error))
    hooks.reach("delivered")
    with enter(node, Reach.STAFF, RELAY):
        moved = acknowledge(node, receiver, prepared, receipt)
    hooks.reach("acknowledged")
    return moved


def acknowledge(node: str, receiver: str, prepared: Prepared, receipt: Receipt) -> bool:
    """Store what the receiver signed for, if it is our own chain. A position behind ours means: send again from there."""
    problem = _problem(node, receiver, prepared, receipt)
    taken = prepared.batch.first - 1
    if problem or receipt.position == taken:
        return _note_failure(node, receiver, problem or receipt.refusal or "nothing was taken")
    if receipt.position < taken:
        audit.record(
            verb="exchange.resend",
            subject=("channel", receiver),
            before={"position": taken},
            after={"position": receipt.position},
        )
    with connection.cursor() as cursor:
        cursor.execute(_ACKNOWLEDGED, [receipt.position, receipt.head, node, receiver])
        first = min(prepared.batch.first, receipt.position)
        cursor.execute(_RECEIPT, (receiver, "out", first, receipt.position, receipt.head, receipt.signature))
    return True


def _problem(node: str, receiver: str, prepared: Prepared, receipt: Receipt) -> str:
    """Why this receipt cannot be believed, or nothing."""
    signed = receipt_bytes(node, receiver, receipt.position, receipt.head)
    if not keys.verify(receiver, signed, receipt.signature):
        return "the receipt is not signed by the receiver"
    if receipt.position > prepared.last:
        return f"the receiver holds {receipt.position} messages, only {prepared.last} were numbered here"
    own = prepared.digests.get(receipt.position) or digest_at(node, receiver, receipt.position)
    return "" if own == receipt.head else f"the receiver holds another message at {receipt.position}"


def digest_at(node: str, receiver: str, seq: int) -> bytes:
    """Our digest of a message, of nothing at position 0; empty if it is missing."""
    if seq == 0:
        return genesis(node, receiver)
    rows = _rows(_DIGEST, [node, receiver, seq])
    return bytes(rows[0][0]) if rows else b""


def envelope(*values) -> Envelope:
    """An envelope of a row's values in the order of Envelope's fields."""
    fields = dict(zip(FIELDS, values, strict=True))
    return Envelope(**fields | {"payload": bytes(fields["payload"])})


def _failed(node: str, receiver: str, error: str) -> bool:
    with enter(node, Reach.STAFF, RELAY):
        return _note_failure(node, receiver, error)


def _note_failure(node: str, receiver: str, error: str) -> bool:
    """Keep the reason where operations sees it, and pause before the next try."""
    log.warning("%s → %s: %s", node, receiver, error)
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [error[:1000], LONGEST_PAUSE, node, receiver])
    return False


def _rows(text: str, values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()
