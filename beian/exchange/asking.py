"""Questions: the one synchronous crossing between nodes, for a closed list (decision 14). An answer in time, or Unavailable.

The answer is made in a thread, connection and transaction of its own, in the scope of the answering node, and only reads; both ways
are signed. Every caller says what Unavailable does there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any

from django.db import connection, connections
from pydantic import BaseModel

from beian.exchange import transports
from beian.exchange.registry import answerer_for
from beian.filing.canonical import canonical, parse
from beian.people import keys, scope
from beian.people.identity import uuid7
from beian.people.nodes import tier_of
from beian.people.scope import Actor, Reach

log = logging.getLogger(__name__)
SECONDS = 2.0
STALE = 60  # seconds: an older question is a repeated one
THREADS = 8
_LIMITS = "SELECT set_config('statement_timeout', %s, true), set_config('transaction_read_only', %s, true)"

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="beian-answers")


class Unavailable(RuntimeError):
    """No answer in time, or none that can be believed."""


def ask(node: str, question: str, body: Mapping | BaseModel, timeout: float = SECONDS) -> dict[str, Any]:
    """The answer of `node`, asked in the scope of the current node; Unavailable after `timeout` seconds at the latest."""
    model = answerer_for(tier_of(node), question).body
    checked = body if isinstance(body, model) else model.model_validate(body)
    now = time.time_ns() // 1_000_000
    asked = {
        "id": str(uuid7(now)),
        "asker": scope.current().node,
        "node": node,
        "question": question,
        "body": checked.model_dump(mode="json"),
        "at": now,
    }
    data = canonical(asked)
    try:
        answer, signature = transports.to(node).ask(node, data, keys.sign(_question_bytes(data)), timeout)
    except transports.Unreachable as error:
        raise Unavailable(f"{node} does not answer {question}: {error}") from error
    if not keys.verify(node, _answer_bytes(data, answer), signature):
        raise Unavailable(f"the answer to {question} is not signed by {node}")
    return parse(answer)


def answer_aside(node: str, question: bytes, signature: bytes, seconds: float) -> tuple[bytes, bytes]:
    """(answer, signature of `node`), made in a thread of its own, or Unreachable when the time is over or the question fails."""
    future: Future = _pool.submit(_answer_and_close, node, question, signature, seconds)
    try:
        return future.result(timeout=seconds)
    except Late as error:
        future.cancel()
        raise transports.Unreachable(f"no answer within {seconds} s") from error
    except Exception as error:
        log.warning("%s could not answer", node, exc_info=error)
        raise transports.Unreachable(f"the question failed there ({type(error).__name__})") from error


def _answer_and_close(node: str, question: bytes, signature: bytes, seconds: float) -> tuple[bytes, bytes]:
    try:
        return answer(node, question, signature, seconds)
    finally:
        connections.close_all()


def answer(node: str, question: bytes, signature: bytes, seconds: float) -> tuple[bytes, bytes]:
    """Check who asks, answer in the scope of `node`, and sign. Statements are stopped when nobody waits any more."""
    asked = parse(question)
    asker = asked["asker"]
    with scope.enter(node, Reach.STAFF, Actor.service(f"asked by {asker}")):
        _check(node, asked, question, signature)
        answerer = answerer_for(tier_of(node), asked["question"])
        with connection.cursor() as cursor:
            cursor.execute(_LIMITS, [str(max(1, int(seconds * 1000))), "off" if answerer.counts else "on"])
        made = canonical(answerer.answer(asker, answerer.body.model_validate(asked["body"])))
        return made, keys.sign(_answer_bytes(question, made))


class NotBelieved(ValueError):
    """A question that its asker did not sign, for another node, or an old one repeated."""


def _check(node: str, asked: dict, question: bytes, signature: bytes) -> None:
    if not keys.verify(asked["asker"], _question_bytes(question), signature):
        raise NotBelieved(f"not signed by {asked['asker']}")
    if asked["node"] != node:
        raise NotBelieved(f"asked of {asked['node']}")
    if abs(time.time() - asked["at"] / 1000) > STALE:
        raise NotBelieved("too old")


def _question_bytes(question: bytes) -> bytes:
    return b"beian question\0" + question


def _answer_bytes(question: bytes, answer: bytes) -> bytes:
    return b"beian answer\0" + len(question).to_bytes(4, "big") + question + answer
