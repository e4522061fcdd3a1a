"""What travels: envelopes chained by digest, batches signed by their sender, receipts signed by their receiver."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from uuid import UUID

from beian.filing.canonical import INTEGERS, bad_character
from beian.reference.dates import YEARS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INTEGERS = range(2**31)
_FORM = b"beian envelope 2"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message on its channel. Everything here is covered by the chain, the payload by its digest.

    `destroyed` is that digest where the payload itself is gone (flows.md §9); nothing that travels has it.
    """

    seq: int
    uuid: UUID
    sender: str
    receiver: str
    kind: str
    version: int
    key: str
    round: int
    revision: int
    payload: bytes
    trace: str
    created_at: datetime
    destroyed: bytes = b""

    @property
    def content(self) -> bytes:
        """SHA-256 of the payload, 32 bytes: what the chain covers, and what is left of a payload that was destroyed by rule."""
        return self.destroyed or hashlib.sha256(self.payload).digest()

    @property
    def can_be_kept(self) -> bool:
        """Whether its head fits the columns of a log: texts that PostgreSQL stores, numbers and a moment within their ranges."""
        texts = (self.sender, self.receiver, self.kind, self.key, self.trace)
        numbers = self.version in _INTEGERS and self.round in _INTEGERS and self.revision in INTEGERS
        return numbers and self.seq in INTEGERS and self.created_at.year in YEARS and not any(map(bad_character, texts))

    def framed(self) -> bytes:
        """The bytes that are digested: each field behind its length (4 bytes), so that no two envelopes share them."""
        parts = (
            _FORM,
            str(self.seq).encode(),
            self.uuid.bytes,
            self.sender.encode(),
            self.receiver.encode(),
            self.kind.encode(),
            str(self.version).encode(),
            self.key.encode(),
            str(self.round).encode(),
            str(self.revision).encode(),
            self.content,
            self.trace.encode(),
            str((self.created_at - _EPOCH) // _MICROSECOND).encode(),
        )
        return b"".join([len(part).to_bytes(4, "big") + part for part in parts])

    def digest(self, previous: bytes) -> bytes:
        """SHA-256(previous ‖ framed envelope), 32 bytes."""
        return hashlib.sha256(previous + self.framed()).digest()


FIELDS = tuple(field.name for field in fields(Envelope) if field.name != "destroyed")


def genesis(sender: str, receiver: str) -> bytes:
    """The head of a channel on which nothing has been sent."""
    return hashlib.sha256(f"beian channel\0{sender}\0{receiver}".encode()).digest()


def chain(previous: bytes, envelopes: Iterable[Envelope]) -> list[bytes]:
    """The digest of each envelope, in order."""
    digests = []
    for envelope in envelopes:
        previous = envelope.digest(previous)
        digests.append(previous)
    return digests


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive envelopes of one channel, from the one after `previous`; `signature` is the sender's over the last digest."""

    sender: str
    receiver: str
    previous: bytes
    envelopes: tuple[Envelope, ...]
    signature: bytes

    @property
    def first(self) -> int:
        return self.envelopes[0].seq

    @property
    def last(self) -> int:
        return self.envelopes[-1].seq


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receiver's answer: it holds the channel up to `position`, where its head is `head`, and signs for both.

    `refusal` says why the batch was not taken: the sender goes on from `position`, or stops where that cannot help. `waiting` is how many
    of this sender's messages it had not applied yet when that was too many to take more; 0 otherwise. The sender then pauses.
    """

    position: int
    head: bytes
    signature: bytes
    refusal: str = ""
    waiting: int = 0


def batch_bytes(sender: str, receiver: str, last: int, digest: bytes) -> bytes:
    """What the sender of a batch signs."""
    return b"beian batch\0" + f"{sender}\0{receiver}\0{last}\0".encode() + digest


def receipt_bytes(sender: str, receiver: str, position: int, head: bytes) -> bytes:
    """What the receiver of a channel signs."""
    return b"beian receipt\0" + f"{sender}\0{receiver}\0{position}\0".encode() + head
