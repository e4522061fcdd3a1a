"""Which messages and questions exist, what they hold, and what each tier does with them.

A registration belongs to the tier whose package makes it (`province.cases.handlers` → province); one made elsewhere serves every tier.
A tier's AppConfig loads its modules of registrations, so that sender and receiver know the same kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

TIERS = ("provider", "province", "ministry")
ANY = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a handler sees it; `body` is checked against the kind's model."""

    id: UUID
    sender: str
    kind: str
    version: int
    key: str
    round: int
    revision: int
    body: BaseModel
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message of ours that the receiver's officer sent back, and why; `by` is the node that rejected it."""

    message: Message
    reason: str
    by: str


@dataclass(frozen=True)
class Handler:
    kind: str
    version: int
    body: type[BaseModel]
    latest: bool
    apply: Callable[[list[Message]], None]


@dataclass(frozen=True)
class Answerer:
    question: str
    body: type[BaseModel]
    counts: bool
    answer: Callable[[str, BaseModel], dict]


class UnknownKind(LookupError):
    """No tier registered this kind and version, or this question."""


_handlers: dict[tuple[str, str, int], Handler] = {}
_answers: dict[tuple[str, str], Answerer] = {}
_rejections: dict[tuple[str, str], Callable[[Rejection], None]] = {}


def handles(
    kind: str, *, version: int = 1, body: type[BaseModel], latest: bool = False, tier: str | None = None
) -> Callable:
    """Register `apply(messages)`: it gets a batch of one kind, in order, in the scope of the receiving node, and takes all or raises.

    One key may come twice in a batch. With `latest`, a message is dropped as superseded when this sender's later
    (round, revision) of the same key has been applied.
    """

    def register(apply: Callable[[list[Message]], None]) -> Callable[[list[Message]], None]:
        _add(_handlers, (_tier(apply, tier), kind, version), Handler(kind, version, body, latest, apply))
        return apply

    return register


def answers(question: str, *, body: type[BaseModel], counts: bool = False, tier: str | None = None) -> Callable:
    """Register `answer(asker, body) -> dict`. It only reads; with `counts` it may also write its counters (wrong tries)."""

    def register(answer: Callable[[str, BaseModel], dict]) -> Callable[[str, BaseModel], dict]:
        _add(_answers, (_tier(answer, tier), question), Answerer(question, body, counts, answer))
        return answer

    return register


def on_rejected(kind: str, *, tier: str | None = None) -> Callable:
    """Register `decide(rejection)`: what becomes of the record when the receiver rejects a message of this kind."""

    def register(decide: Callable[[Rejection], None]) -> Callable[[Rejection], None]:
        _add(_rejections, (_tier(decide, tier), kind), decide)
        return decide

    return register


def handler_for(tier: str, kind: str, version: int | None = None) -> Handler:
    """What `tier` does with this kind; the newest version where none is named. UnknownKind if it does nothing with it."""
    if version is None:
        known = [v for t, k, v in _handlers if k == kind and t in (tier, ANY)]
        version = max(known, default=0)
    return _find(_handlers, tier, (kind, version), f"{kind} version {version}")


def answerer_for(tier: str, question: str) -> Answerer:
    return _find(_answers, tier, (question,), f"the question {question}")


def decision_for(tier: str, kind: str) -> Callable[[Rejection], None]:
    return _find(_rejections, tier, (kind,), f"a rejected {kind}")


def _find(table: dict, tier: str, name: tuple, shown: str):
    found = table.get((tier, *name)) or table.get((ANY, *name))
    if found is None:
        raise UnknownKind(f"{tier} has nothing registered for {shown}")
    return found


def _add(table: dict, key: tuple, entry: object) -> None:
    """One registration per tier and kind; the same function loaded again replaces itself."""
    old = table.get(key)
    if old is not None and _function(old).__qualname__ != _function(entry).__qualname__:
        raise ValueError(f"registered twice: {key}")
    table[key] = entry


def _function(entry) -> Callable:
    return getattr(entry, "apply", None) or getattr(entry, "answer", None) or entry


def _tier(function: Callable, tier: str | None) -> str:
    package = function.__module__.partition(".")[0]
    return tier if tier is not None else package if package in TIERS else ANY
