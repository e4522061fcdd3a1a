"""One question over HTTP and the answer to it: docs/interfaces/sources.md is the wire format. Knows no database and opens no transaction.

The request is signed over time, nonce and body; the answer is signed over the nonce of its question, so that an old answer, or that to
another question, is worth nothing. What a source sends is read by a strict schema; its free text is never kept, shown or logged.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from uuid import UUID

from pydantic import ValidationError

from beian.filing.canonical import CanonicalError, parse
from beian.notices.gateway import signature, within
from verification.sources.adapters import SOURCES, Answer

CONNECT, WHOLE = 2.0, 5.0  # seconds
TRIES = 3
MOST_ANSWER = 16 * 1024  # bytes
SKEW = 300  # seconds
_NOT_NOW = {408, 425, 429}


class NoAnswer(Exception):
    """A question without a usable answer; `reason` is a code of verification.sources.results.REASONS, the text holds nothing of the answer."""

    reason = ""
    again = False

    def __init__(self, text: str, tries: int = 1) -> None:
        super().__init__(text)
        self.tries = tries


class Away(NoAnswer):
    """Not reached, busy, broken, or too slow: may be tried again at once."""

    reason, again = "away", True


class Refused(NoAnswer):
    """The source does not take the question."""

    reason = "refused"


class Untrusted(NoAnswer):
    """An answer that is not signed, not for this question, too large, or no answer at all by the schema."""

    reason = "untrusted"


@dataclass(frozen=True)
class Asked:
    """A question ready to go out: the check's uuid, its source, the address of that source, the asked values."""

    id: UUID
    source: str
    url: str
    values: Mapping[str, str]


def ask(asked: Asked, *, pause: Callable[[float], None] = time.sleep) -> Answer:
    """The source's answer, or one of NoAnswer's kinds with how often it was tried: at most three times, the later ones after a random pause.

    No new try begins once the time for a whole exchange has gone by.
    """
    began = time.monotonic()
    for turn in range(1, TRIES + 1):
        try:
            return _once(asked)
        except NoAnswer as failure:
            failure.tries = turn
            if not failure.again or turn == TRIES or time.monotonic() - began >= WHOLE:
                raise
            pause(random.uniform(0.1, 0.4) * 2**turn)
    raise AssertionError("every turn ends in an answer or a failure")


def _once(asked: Asked) -> Answer:
    line = Line(asked.url)
    nonce = os.urandom(16).hex()
    body = json.dumps(
        {
            "id": str(asked.id),
            "nonce": nonce,
            "source": asked.source,
            "asked": SOURCES[asked.source].body(asked.values),
        },
        ensure_ascii=False,
    ).encode()
    status, headers, data = line.post(f"{line.base}/checks/{asked.source}", body)
    if status >= 500 or status in _NOT_NOW:
        raise Away(f"{asked.source} answered {status}")
    if status != 200:
        raise Refused(f"{asked.source} refused with {status}")
    return read(asked, nonce, headers, data, line.secret)


def read(asked: Asked, nonce: str, headers: Mapping[str, str], data: bytes, secret: bytes) -> Answer:
    """The answer in these bytes, if this source gave it to this very question just now; else Untrusted."""
    stamp, given = headers.get("x-beian-timestamp", ""), headers.get("x-beian-signature", "")
    if len(data) > MOST_ANSWER:
        raise Untrusted(f"{asked.source}: answer of more than {MOST_ANSWER} bytes")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or abs(time.time() - int(stamp)) > SKEW:
        raise Untrusted(f"{asked.source}: answer without its time, or of another time")
    if not hmac.compare_digest(answer_signature(secret, stamp, nonce, data).encode(), given.encode("utf-8", "replace")):
        raise Untrusted(f"{asked.source}: answer without its signature")
    return _schema(asked, nonce, data)


def _schema(asked: Asked, nonce: str, data: bytes) -> Answer:
    try:
        answer = Answer.model_validate(parse(data))
    except (CanonicalError, ValidationError):
        raise Untrusted(f"{asked.source}: no answer by the schema") from None
    if answer.id != str(asked.id) or answer.nonce != nonce:
        raise Untrusted(f"{asked.source}: an answer to another question")
    return answer


def answer_signature(secret: bytes, stamp: str, nonce: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over time, the question's nonce and the answer's body, joined by line ends, under the word `answer`."""
    text = b"\n".join([b"answer", stamp.encode(), nonce.encode(), body])
    return hmac.new(secret, text, hashlib.sha256).hexdigest()


class Line:
    """One connection to https://name:secret@host/base."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.host, self.port = parts.hostname or "", parts.port
        self.base = parts.path.rstrip("/")
        self.name, self.secret = unquote(parts.username or "beian"), unquote(parts.password or "").encode()

    def post(self, path: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """(status, headers by their names in small letters, at most one byte more than an answer may have); Away where the line or the time ran out."""
        line = self.kind(self.host, self.port, timeout=CONNECT)
        try:
            began = time.monotonic()
            line.connect()
            line.sock.settimeout(WHOLE)
            with within(max(0.1, WHOLE - (time.monotonic() - began)), line.sock):
                line.request("POST", path, body, self._headers(path, body))
                response = line.getresponse()
                headers = {name.lower(): value for name, value in response.getheaders()}
                return response.status, headers, response.read(MOST_ANSWER + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Away(f"not reached or cut off: {type(error).__name__}") from None
        finally:
            line.close()

    def _headers(self, path: str, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-Beian-Sender": self.name,
            "X-Beian-Timestamp": stamp,
            "X-Beian-Signature": signature(self.secret, stamp, "POST", path, body),
        }
