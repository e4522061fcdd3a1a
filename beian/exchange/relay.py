"""The relay: numbers and chains what the outbox holds, and delivers it until the other end has signed for it.

Nothing is lost by stopping anywhere: numbering is one transaction, the position moves only on a signed receipt, and whatever was
delivered without one is delivered again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection
from django.db.transaction import on_commit

from beian import audit
from beian.exchange import hooks, transports
from beian.exchange.envelopes import FIELDS, Batch, Envelope, Receipt, batch_bytes, chain, genesis, receipt_bytes
from beian.exchange.locks import Turn
from beian.exchange.rings import ring
from beian.exchange.transports import RELAY, Unreachable
from beian.people import keys
from beian.people.scope import Reach, enter

log = logging.getLogger(__name__)
BATCH = 1000
BATCH_BYTES = 8 * 1024 * 1024
LONGEST_PAUSE = 60  # seconds between tries of a receiver that does not answer
FULL_PAUSE = 5  # seconds until a receiver that has too much to apply is tried again
PAUSED = "paused"  # how the reason begins while a channel waits for its receiver to catch up
Link = tuple[Envelope, bytes]  # a message and its digest

RECEIVERS = """
SELECT receiver FROM (SELECT DISTINCT receiver FROM beian_outboxmessage WHERE node = %(node)s AND seq IS NULL) fresh
UNION SELECT receiver FROM beian_outboundchannel WHERE node = %(node)s AND acknowledged_seq < last_seq AND next_try <= now()
ORDER BY receiver
"""
_OPEN = """
INSERT INTO beian_outboundchannel (receiver, head, acknowledged_head, last_seq, acknowledged_seq, failures, error)
VALUES (%(receiver)s, %(genesis)s, %(genesis)s, 0, 0, 0, '') ON CONFLICT (node, receiver) DO NOTHING
"""
_LOCK = """
SELECT last_seq, head, acknowledged_seq, next_try <= clock_timestamp() FROM beian_outboundchannel
WHERE node = %s AND receiver = %s FOR UPDATE SKIP LOCKED
"""
_FRESH = """
SELECT id, uuid, node, receiver, kind, version, key, round, revision, payload, trace, created_at
FROM beian_outboxmessage WHERE node = %s AND receiver = %s AND seq IS NULL ORDER BY id LIMIT %s
"""
_NUMBER = """
WITH numbered AS (
    UPDATE beian_outboxmessage m SET seq = fresh.seq, digest = fresh.digest
    FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS fresh (id, seq, digest) WHERE m.node = %s AND m.id = fresh.id
)
UPDATE beian_outboundchannel SET last_seq = %s, head = %s WHERE node = %s AND receiver = %s
"""
_WAITING = """
SELECT seq, uuid, node, receiver, kind, version, key, round, revision, payload, trace, created_at, digest FROM (
    SELECT *, sum(octet_length(payload)) OVER (ORDER BY seq) - octet_length(payload) AS before FROM (
        SELECT * FROM beian_outboxmessage WHERE node = %s AND receiver = %s AND seq > %s ORDER BY seq LIMIT %s) batch
) sized WHERE before < %s ORDER BY seq
"""
_DIGEST = "SELECT digest FROM beian_outboxmessage WHERE node = %s AND receiver = %s AND seq = %s"
# A receipt that a crash of the server forgets comes again with the same batch: nobody waits for the disk.
_ACKNOWLEDGED = """
WITH soon AS (SELECT set_config('synchronous_commit', 'off', true)), receipt AS (
    INSERT INTO beian_batchreceipt (peer, direction, first_seq, last_seq, digest, signature) SELECT %s, 'out', %s, %s, %s, %s FROM soon
)
UPDATE beian_outboundchannel SET acknowledged_seq = %s, acknowledged_head = %s, failures = 0, error = '', next_try = now()
WHERE node = %s AND receiver = %s
"""
_FAILED = """
UPDATE beian_outboundchannel SET failures = failures + 1, error = %s,
    next_try = clock_timestamp() + make_interval(secs => least(power(2, least(failures, 10)), %s)) WHERE node = %s AND receiver = %s
"""
_PAUSED = """
UPDATE beian_outboundchannel SET error = %s, next_try = clock_timestamp() + make_interval(secs => %s) WHERE node = %s AND receiver = %s
"""


@dataclass(frozen=True)
class Prepared:
    """A batch to deliver, how far the channel is numbered, and our digests of the batch by number (the position's own included)."""

    batch: Batch
    last: int
    digests: dict[int, bytes]


@dataclass
class Walk:
    """The channels of a node that this walk has moved, and those that it leaves alone: taken by another, waiting, or failing."""

    node: str
    moved: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)


def relay(node: str) -> list[str]:
    """Number and deliver what `node` has to send; answers the receivers that took something new.

    It looks once more after letting a channel go: whoever rang meanwhile found it taken and went away.
    """
    walk = Walk(node)
    with Turn() as turn:
        while prepared := _claimed(walk, turn):
            deliver(walk, prepared)
    return sorted(walk.moved)


def _claimed(walk: Walk, turn: Turn) -> Prepared | None:
    with enter(walk.node, Reach.STAFF, RELAY):
        turn.give()
        return claim(walk, turn, waiting(walk))


def waiting(walk: Walk) -> list[str]:
    """In a scope of the node: the receivers for whom something waits and whose channel this walk has not left alone."""
    return [receiver for (receiver,) in _rows(RECEIVERS, {"node": walk.node}) if receiver not in walk.stuck]


def claim(walk: Walk, turn: Turn, receivers: Iterable[str]) -> Prepared | None:
    """In a scope of the node: the next batch of the first of these channels that nobody else is at; its turn is then ours."""
    for receiver in receivers:
        mine = turn.take("exchange relay", walk.node, receiver)
        if mine and (prepared := next_batch(walk.node, receiver)):
            return prepared
        walk.stuck.add(receiver)
    return None


def next_batch(node: str, receiver: str) -> Prepared | None:
    """In a scope of the sender: number what is new on the channel, and sign the next batch from the acknowledged position on.

    None if there is none, or the pause after a failure is not over; what is new is numbered all the same.
    """
    if (channel := _locked(node, receiver)) is None:
        return None
    last, head, taken, due = channel
    fresh = _number(node, receiver, last, bytes(head))
    if taken >= last + len(fresh) or not due:
        return None
    if taken == last and sum(len(each.payload) for each, _digest in fresh) < BATCH_BYTES:
        return _signed(node, receiver, (taken, bytes(head)), last + len(fresh), fresh)
    rows = _rows(_WAITING, [node, receiver, taken, BATCH, BATCH_BYTES])
    links = [(envelope(*row[:-1]), bytes(row[-1])) for row in rows]
    return _signed(node, receiver, (taken, digest_at(node, receiver, taken)), last + len(fresh), links)


def _locked(node: str, receiver: str) -> tuple | None:
    """The channel (last number, its digest, acknowledged number, whether a try is due), its row locked; None if somebody else has it."""
    if not (rows := _rows(_LOCK, [node, receiver])):
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, {"receiver": receiver, "genesis": genesis(node, receiver)})
        rows = _rows(_LOCK, [node, receiver])
    return rows[0] if rows else None


def _number(node: str, receiver: str, last: int, head: bytes) -> list[Link]:
    """Give the channel's new rows their numbers and digests; them."""
    if not (rows := _rows(_FRESH, [node, receiver, BATCH])):
        return []
    envelopes = [envelope(last + place, *row[1:]) for place, row in enumerate(rows, 1)]
    digests = chain(head, envelopes)
    numbers = [each.seq for each in envelopes]
    columns = [row[0] for row in rows], numbers, [memoryview(each) for each in digests]
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [*columns, node, numbers[-1], digests[-1], node, receiver])
    on_commit(partial(hooks.reach, "numbered"))
    return list(zip(envelopes, digests, strict=True))


def _signed(node: str, receiver: str, previous: tuple[int, bytes], last: int, links: list[Link]) -> Prepared:
    """The batch of these links, which continue `previous`, a number and its digest."""
    digests = dict([previous]) | {each.seq: digest for each, digest in links}
    end, head = links[-1][0].seq, links[-1][1]
    signature = keys.sign(batch_bytes(node, receiver, end, head))
    envelopes = tuple(each for each, _digest in links)
    return Prepared(Batch(node, receiver, previous[1], envelopes, signature), last, digests)


def deliver(walk: Walk, prepared: Prepared) -> None:
    """Hand the batch over without a transaction, ring its receiver, and note the answer.

    The ring comes before the answer is noted: who is killed between them delivers again, and rings again.
    """
    node, receiver = walk.node, prepared.batch.receiver
    try:
        receipt = transports.to(receiver).deliver(prepared.batch)
    except Unreachable as error:
        _failed(node, receiver, str(error))
        walk.stuck.add(receiver)
        return
    hooks.reach("delivered")
    if receipt.position >= prepared.batch.first and transports.served_here(receiver):
        ring(receiver)
    with enter(node, Reach.STAFF, RELAY):
        moved = acknowledge(node, receiver, prepared, receipt)
    (walk.moved if moved else walk.stuck).add(receiver)
    hooks.reach("acknowledged")


def acknowledge(node: str, receiver: str, prepared: Prepared, receipt: Receipt) -> bool:
    """Store what the receiver signed for, if it is our own chain. A position behind ours means: send again from there."""
    problem = _problem(node, receiver, prepared, receipt)
    taken = prepared.batch.first - 1
    if receipt.waiting and not problem:
        return _pause(node, receiver, receipt.waiting)
    if problem or receipt.position == taken:
        return _note_failure(node, receiver, problem or receipt.refusal or "nothing was taken")
    if receipt.position < taken:
        audit.record(
            verb="exchange.resend",
            subject=("channel", receiver),
            before={"position": taken},
            after={"position": receipt.position},
        )
    signed: list[Any] = [
        receiver,
        min(prepared.batch.first, receipt.position),
        receipt.position,
        receipt.head,
        receipt.signature,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ACKNOWLEDGED, [*signed, receipt.position, receipt.head, node, receiver])
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


def _failed(node: str, receiver: str, error: str) -> None:
    with enter(node, Reach.STAFF, RELAY):
        _note_failure(node, receiver, error)


def _note_failure(node: str, receiver: str, error: str) -> bool:
    """Keep the reason where operations sees it, and pause before the next try."""
    log.warning("%s → %s: %s", node, receiver, error)
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [error[:1000], LONGEST_PAUSE, node, receiver])
    return False


def _pause(node: str, receiver: str, waiting: int) -> bool:
    """The receiver does not apply as fast as it is sent to: what we have waits here, and the other channels go on."""
    log.info("%s → %s: paused, %s wait there", node, receiver, waiting)
    with connection.cursor() as cursor:
        cursor.execute(_PAUSED, [f"{PAUSED}: {waiting} messages wait there to be applied", FULL_PAUSE, node, receiver])
    return False


def _rows(text: str, values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()
