"""The log's verifier: recomputes every chain at both ends and names the first link that does not hold.

It believes nothing that is stored: digests are computed from the envelopes' bytes, heads compared with the other end's, receipts checked
against the other end's key. What it cannot see is another end that is served elsewhere; there the signed receipts speak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from django.db import connection

from beian.exchange import relay
from beian.exchange.envelopes import Envelope, batch_bytes, genesis, receipt_bytes
from beian.exchange.transports import served_here
from beian.people import keys
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter

PAGE = 1000
VERIFIER = Actor.service("verify")

_ENVELOPE = "uuid, {sender} AS sender, {receiver} AS receiver, kind, version, key, round, revision, payload, trace, created_at, content, digest"
_TABLES = {
    "out": ("beian_outboxmessage", "receiver", _ENVELOPE.format(sender="node", receiver="receiver")),
    "in": ("beian_inboxmessage", "sender", _ENVELOPE.format(sender="sender", receiver="node")),
}
_ROWS = "SELECT seq, {columns} FROM {table} WHERE node = %s AND {peer} = %s AND seq > %s ORDER BY seq LIMIT %s"
_DIGESTS = "SELECT seq, digest FROM {table} WHERE node = %s AND {peer} = %s AND seq > %s AND seq <= %s ORDER BY seq"
_KIND = "SELECT kind FROM {table} WHERE node = %s AND {peer} = %s AND seq = %s"
_RECEIPTS = """
SELECT last_seq, digest, signature FROM beian_batchreceipt
WHERE node = %s AND peer = %s AND direction = %s AND last_seq > %s AND last_seq <= %s ORDER BY last_seq, id
"""
_LAST_RECEIPT = (
    "SELECT coalesce(max(last_seq), 0) FROM beian_batchreceipt WHERE node = %s AND peer = %s AND direction = %s"
)
_OUTBOUND = "SELECT receiver, last_seq, head, acknowledged_seq FROM beian_outboundchannel WHERE node = %s"
_INBOUND = "SELECT sender, last_seq, head FROM beian_inboundchannel WHERE node = %s"


@dataclass(frozen=True, order=True)
class Channel:
    sender: str
    receiver: str

    def __str__(self) -> str:
        return f"{self.sender} → {self.receiver}"


@dataclass(frozen=True)
class End:
    """One end as its channel row told it before anything was read: how far, with which head, and what the other end proves it held."""

    channel: Channel
    side: str  # out: the sender's, in: the receiver's
    last: int
    head: bytes
    proven: int = 0

    @property
    def node(self) -> str:
        return self.channel.sender if self.side == "out" else self.channel.receiver

    @property
    def peer(self) -> str:
        return self.channel.receiver if self.side == "out" else self.channel.sender


class Broken(Exception):
    """A link that does not hold: at which node, on which channel, which message, and what is wrong with it."""

    def __init__(self, end: End, seq: int, problem: str) -> None:
        self.end, self.seq, self.problem = end, seq, problem
        self.kind = _kind(end, seq)
        super().__init__(f"{end.node}: {end.channel} #{seq} {self.kind or '(no message)'}: {problem}")


@dataclass
class Report:
    channels: int = 0
    messages: int = 0
    receipts: int = 0
    broken: list[Broken] = field(default_factory=list)


def verify(only: str = "") -> Report:
    """Every channel that has an end served here; of one node only if named. The first broken link of each channel is reported."""
    report = Report()
    for _channel, ends in sorted(_channels(only).items()):
        report.channels += 1
        try:
            _verify_channel(report, ends)
        except Broken as broken:
            report.broken.append(broken)
    return report


def _channels(only: str) -> dict[Channel, list[End]]:
    """Both ends of every channel. Receivers are read before senders: whatever was received had been numbered before."""
    inbound = {end.channel: end for node in _nodes() for end in _inbound(node)}
    outbound = {end.channel: end for node in _nodes() for end in _outbound(node)}
    found = {}
    for channel in inbound.keys() | outbound.keys():
        if not only or only in (channel.sender, channel.receiver):
            found[channel] = _paired(outbound.get(channel), inbound.get(channel))
    return found


def _paired(out: End | None, into: End | None) -> list[End]:
    """The ends that stand here; each must reach at least what the other proves: received, or signed for."""
    ends = []
    if out:
        ends.append(End(out.channel, "out", out.last, out.head, into.last if into else 0))
    if into:
        ends.append(End(into.channel, "in", into.last, into.head, out.proven if out else 0))
    elif out and served_here(out.channel.receiver) and out.proven:
        ends.append(End(out.channel, "in", 0, genesis(out.channel.sender, out.channel.receiver), out.proven))
    return ends


def _verify_channel(report: Report, ends: list[End]) -> None:
    for end in ends:
        try:
            messages, receipts = _walk(end)
        except Broken as broken:
            earlier = _first_difference(ends, broken.seq - 1)
            if earlier:
                raise Broken(end, earlier, "changed together with its digest: the other end holds another") from broken
            raise
        report.messages, report.receipts = report.messages + messages, report.receipts + receipts
    difference = _first_difference(ends, min(end.last for end in ends))
    if difference:
        raise Broken(ends[0], difference, "the two ends hold different messages, each with a chain of its own")


def _walk(end: End) -> tuple[int, int]:
    """(messages, receipts) of one end that hold; Broken at the first that does not."""
    previous, receipts = genesis(end.channel.sender, end.channel.receiver), 0
    last, heads = 0, {0: previous}
    for page in _pages(end):
        heads = {last: previous}
        for envelope, stored in page:
            if envelope.seq != last + 1:
                raise Broken(end, last + 1, "missing")
            previous, last = envelope.digest(previous), envelope.seq
            if previous != stored:
                raise Broken(end, last, "changed: its bytes do not make its digest")
            heads[last] = previous
        if end.last in heads and heads[end.last] != end.head:
            raise Broken(end, end.last, "the channel's head is another digest")
        receipts += _check_receipts(end, heads)
    _check_tail(end, last)
    return last, receipts


def _check_tail(end: End, last: int) -> None:
    """Messages that this end says, or has signed, or the other end proves to have been there."""
    with enter(end.node, Reach.STAFF, VERIFIER):
        signed = _query(_LAST_RECEIPT, [end.node, end.peer, end.side])[0][0]
    known = max(end.last, end.proven, signed)
    if last < known:
        raise Broken(end, last + 1, f"the tail is cut off: {known - last} missing, the last known is #{known}")


def _check_receipts(end: End, heads: dict[int, bytes]) -> int:
    """The other end's signatures over these messages: each over the digest that stands here, each by its key."""
    with enter(end.node, Reach.STAFF, VERIFIER):
        rows = _query(_RECEIPTS, [end.node, end.peer, end.side, min(heads), max(heads)])
        bad = [
            (seq, problem)
            for seq, digest, signature in rows
            if (problem := _receipt(end, heads, seq, digest, signature))
        ]
    if bad:
        raise Broken(end, *bad[0])
    return len(rows)


def _receipt(end: End, heads: dict[int, bytes], seq: int, digest, signature) -> str:
    if heads[seq] != bytes(digest):
        return f"{end.peer} signed another digest"
    form = receipt_bytes if end.side == "out" else batch_bytes
    signed = form(end.channel.sender, end.channel.receiver, seq, bytes(digest))
    return "" if keys.verify(end.peer, signed, bytes(signature)) else f"the receipt is not signed by {end.peer}"


def _first_difference(ends: list[End], until: int) -> int:
    """The first number up to `until` at which the two ends hold different digests, or 0; where one is missing, nothing is said."""
    if len(ends) < 2:
        return 0
    for start in range(0, until, PAGE):
        one, other = (_digests(end, start, min(start + PAGE, until)) for end in ends)
        different = [seq for seq in one.keys() & other.keys() if one[seq] != other[seq]]
        if different:
            return min(different)
    return 0


def _digests(end: End, after: int, until: int) -> dict[int, bytes]:
    table, peer, _columns = _TABLES[end.side]
    with enter(end.node, Reach.STAFF, VERIFIER):
        rows = _query(_DIGESTS.format(table=table, peer=peer), [end.node, end.peer, after, until])
    return {seq: bytes(digest) for seq, digest in rows}


def _pages(end: End) -> Iterator[list[tuple[Envelope, bytes]]]:
    """(envelope, stored digest) of every message, a page at a time, each in a short transaction."""
    table, peer, columns = _TABLES[end.side]
    after = 0
    for _page in count():
        with enter(end.node, Reach.STAFF, VERIFIER):
            rows = _query(_ROWS.format(columns=columns, table=table, peer=peer), [end.node, end.peer, after, PAGE])
        if not rows:
            return
        after = rows[-1][0]
        yield [(_envelope(row), bytes(row[-1])) for row in rows]


def _envelope(row: tuple) -> Envelope:
    """The envelope of a row of _ROWS; of a destroyed payload its digest stands for it."""
    envelope, content = relay.envelope(*row[:-2]), row[-2]
    return envelope if content is None else replace(envelope, destroyed=bytes(content))


def _kind(end: End, seq: int) -> str:
    """The kind of a message at whichever end still has it."""
    table, peer, _columns = _TABLES[end.side]
    with enter(end.node, Reach.STAFF, VERIFIER):
        rows = _query(_KIND.format(table=table, peer=peer), [end.node, end.peer, seq])
    if rows:
        return rows[0][0]
    other = End(end.channel, "in" if end.side == "out" else "out", 0, b"")
    if not served_here(other.node):
        return ""
    table, peer, _columns = _TABLES[other.side]
    with enter(other.node, Reach.STAFF, VERIFIER):
        rows = _query(_KIND.format(table=table, peer=peer), [other.node, other.peer, seq])
    return rows[0][0] if rows else ""


def _nodes() -> list[str]:
    with enter(MINISTRY, Reach.SYSTEM, VERIFIER):
        return [name for (name,) in _query("SELECT name FROM beian_node ORDER BY name", []) if served_here(name)]


def _outbound(node: str) -> list[End]:
    """The sending ends of a node; `proven` is what their receivers have signed for."""
    with enter(node, Reach.STAFF, VERIFIER):
        rows = _query(_OUTBOUND, [node])
    return [End(Channel(node, receiver), "out", last, bytes(head), taken) for receiver, last, head, taken in rows]


def _inbound(node: str) -> list[End]:
    with enter(node, Reach.STAFF, VERIFIER):
        rows = _query(_INBOUND, [node])
    return [End(Channel(sender, node), "in", last, bytes(head)) for sender, last, head in rows]


def _query(text: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()
