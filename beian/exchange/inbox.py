"""Receiving: verify, refuse gaps, drop what is there, store, sign for it. What a message does comes later, in applying.py."""

from __future__ import annotations

from django.db import connection

from beian.exchange import hooks
from beian.exchange.envelopes import Batch, Receipt, batch_bytes, chain, genesis, receipt_bytes
from beian.people import keys, scope

# So many of one sender's messages may wait to be applied; whoever brings more is told to pause. A batch that is begun is taken whole.
MOST_WAITING = 50_000
_OPEN = """
INSERT INTO beian_inboundchannel (sender, head, last_seq) VALUES (%(sender)s, %(genesis)s, 0) ON CONFLICT (node, sender) DO NOTHING
"""
_LOCK = """
SELECT last_seq, head, (SELECT count(*) FROM (
    SELECT FROM beian_inboxmessage WHERE node = %(node)s AND sender = %(sender)s AND state = 'pending' LIMIT %(most)s) pending)
FROM beian_inboundchannel WHERE node = %(node)s AND sender = %(sender)s FOR UPDATE
"""
_DIGEST = "SELECT digest FROM beian_inboxmessage WHERE node = %s AND sender = %s AND seq = %s"
_STORE = """
WITH stored AS (
    INSERT INTO beian_inboxmessage
        (seq, uuid, sender, kind, version, key, round, revision, payload, trace, created_at, digest, state, attempts, error)
    SELECT *, 'pending', 0, '' FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::int[], %s::text[], %s::int[],
        %s::bigint[], %s::bytea[], %s::text[], %s::timestamptz[], %s::bytea[])
), signed AS (
    INSERT INTO beian_batchreceipt (peer, direction, first_seq, last_seq, digest, signature) VALUES (%s, 'in', %s, %s, %s, %s)
)
UPDATE beian_inboundchannel SET last_seq = %s, head = %s WHERE node = %s AND sender = %s
"""


def receive(batch: Batch) -> Receipt:
    """Take a batch in the scope of its receiver. The receipt says and signs what is held afterwards, taken or not."""
    refusal, digests = _check(batch)
    position, head, waiting = _position(batch.sender)
    full = 0
    if not refusal:
        refusal = _link(batch, digests, position, head)
    if not refusal and batch.last > position and waiting >= MOST_WAITING:
        refusal, full = f"{waiting} messages wait to be applied", waiting
    if not refusal and batch.last > position:
        _store(batch, digests, position)
        position, head = batch.last, digests[-1]
        hooks.reach("received")
    return _receipt(batch.sender, position, head, refusal, full)


def _check(batch: Batch) -> tuple[str, list[bytes]]:
    """(why the batch cannot be believed, its digests): addressed to us, numbered without holes, signed by its sender."""
    node = scope.current().node
    if not batch.envelopes:
        return "an empty batch", []
    addressed = all(each.sender == batch.sender and each.receiver == node for each in batch.envelopes)
    if batch.receiver != node or not addressed:
        return f"not addressed to {node}", []
    if any(each.seq != batch.first + place for place, each in enumerate(batch.envelopes)) or batch.first < 1:
        return "numbers with a hole inside the batch", []
    if not all(each.can_be_kept for each in batch.envelopes):
        return "a message whose head cannot be kept", []
    digests = chain(batch.previous, batch.envelopes)
    signed = batch_bytes(batch.sender, node, batch.last, digests[-1])
    if not keys.verify(batch.sender, signed, batch.signature):
        return f"not signed by {batch.sender}", []
    return "", digests


def _position(sender: str) -> tuple[int, bytes, int]:
    """(last number, head, how many wait to be applied, counted up to MOST_WAITING) of the channel, its row locked until the transaction ends."""
    node = scope.current().node
    channel = {"node": node, "sender": sender, "most": MOST_WAITING}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, channel)
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_OPEN, {"sender": sender, "genesis": genesis(sender, node)})
            cursor.execute(_LOCK, channel)
            row = cursor.fetchone()
    return row[0], bytes(row[1]), row[2]


def _link(batch: Batch, digests: list[bytes], position: int, head: bytes) -> str:
    """Why the batch does not continue what is held: a gap, or another history. Nothing if it does, or is held already."""
    if batch.first > position + 1:
        return f"a gap: wanted {position + 1}, got {batch.first}"
    if batch.last >= position:
        joint = batch.previous if batch.first == position + 1 else digests[position - batch.first]
        held = head
    else:
        joint, held = digests[-1], _digest_at(batch.sender, batch.last)
    return "" if joint == held else f"another history than the one held before {position + 1}"


def _digest_at(sender: str, seq: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, [scope.current().node, sender, seq])
        row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def _store(batch: Batch, digests: list[bytes], position: int) -> None:
    """Keep what is new of the batch, and the sender's signature over all up to its end."""
    node, skip = scope.current().node, position + 1 - batch.first
    rows = [
        (
            e.seq,
            e.uuid,
            e.sender,
            e.kind,
            e.version,
            e.key,
            e.round,
            e.revision,
            memoryview(e.payload),
            e.trace,
            e.created_at,
            memoryview(d),
        )
        for e, d in zip(batch.envelopes[skip:], digests[skip:], strict=True)
    ]
    with connection.cursor() as cursor:
        columns = [list(column) for column in zip(*rows, strict=True)]
        columns[1] = [str(uuid) for uuid in columns[1]]
        signed = batch.sender, position + 1, batch.last, digests[-1], batch.signature
        cursor.execute(_STORE, [*columns, *signed, batch.last, digests[-1], node, batch.sender])


def _receipt(sender: str, position: int, head: bytes, refusal: str, waiting: int) -> Receipt:
    signature = keys.sign(receipt_bytes(sender, scope.current().node, position, head))
    return Receipt(position, head, signature, refusal, waiting)
