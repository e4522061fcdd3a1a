"""Sending: a row in the outbox, written in the caller's transaction, so that a change and its message happen together or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from pydantic import BaseModel

from beian.exchange.registry import handler_for
from beian.exchange.rings import ring
from beian.filing.canonical import canonical
from beian.people import scope
from beian.people.identity import uuid7
from beian.people.nodes import tier_of

LARGEST = 4 * 1024 * 1024
_traces: ContextVar[Mapping[str, str]] = ContextVar("beian_exchange_traces", default={})  # noqa: B039  read only

_INSERT = """
INSERT INTO beian_outboxmessage (uuid, receiver, kind, version, key, round, revision, payload, trace)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::int[], %s::text[], %s::int[], %s::bigint[], %s::bytea[], %s::text[])
"""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send. `key` is the thing it is about; messages of one key keep their order where its row is locked meanwhile."""

    receiver: str
    kind: str
    key: str
    body: Mapping | BaseModel
    round: int = 0
    revision: int = 0
    version: int | None = None


def send(
    *,
    receiver: str,
    kind: str,
    key: object,
    body: Mapping | BaseModel,
    round: int = 0,
    revision: int = 0,
    version: int | None = None,
) -> UUID:
    """Put one message into the outbox and ring when the transaction commits. ValidationError if the body is not of its kind."""
    return send_many([Outgoing(receiver, kind, str(key), body, round, revision, version)])[0]


def send_many(messages: Iterable[Outgoing]) -> list[UUID]:
    """As `send` for many, in one statement: handlers of bulk kinds answer a batch with this."""
    if not (rows := [_row(message) for message in messages]):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])
    node = scope.current().node
    transaction.on_commit(lambda: ring(node))
    return [UUID(row[0]) for row in rows]


def _row(message: Outgoing) -> tuple:
    if not scope.NODE.fullmatch(message.receiver):
        raise ValueError(f"not a node: {message.receiver!r}")
    handler = handler_for(tier_of(message.receiver), message.kind, message.version)
    payload = canonical(_plain(handler.body, message.body))
    if len(payload) > LARGEST:
        raise ValueError(
            f"{message.kind} of {len(payload)} bytes: a message holds at most {LARGEST}; files travel as evidence"
        )
    identity = str(uuid7(time.time_ns() // 1_000_000))
    trace = _traces.get().get(message.key) or identity
    head = (identity, message.receiver, message.kind, handler.version, message.key)
    return *head, message.round, message.revision, memoryview(payload), trace


def _plain(model: type[BaseModel], body: Mapping | BaseModel) -> dict:
    """The body as plain JSON values, checked by its kind's model."""
    checked = body if isinstance(body, model) else model.model_validate(body)
    return checked.model_dump(mode="json")


@contextmanager
def following(traces: Mapping[str, str]):
    """While a batch is applied: what is sent about the same key carries on its trace."""
    token = _traces.set(traces)
    try:
        yield
    finally:
        _traces.reset(token)
