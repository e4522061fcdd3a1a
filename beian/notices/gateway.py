"""The HTTP gateway for SMS (and mail, if it wants): docs/interfaces/sms-gateway.md is the wire format.

Standard library on purpose: one POST and one GET, with a limit in time for the whole exchange, not per read.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from beian.notices.letters import CannotTell, InDoubt, Later, Letter, Refused

SECONDS = 5.0
MOST_ANSWER = 64 * 1024
# What a proxy says when it has passed the request on and heard nothing back: taken or not, nobody knows.
_LOST_BEHIND_PROXY = {502, 504}
_NOT_NOW = {408, 425, 429}


class GatewayAdapter:
    """https://user:secret@host/base: the secret signs, the user names the sender."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.secure = parts.scheme == "https"
        self.host, self.port = parts.hostname or "", parts.port
        self.base = parts.path.rstrip("/")
        self.sender = unquote(parts.username or "beian")
        self.secret = unquote(parts.password or "").encode()

    def send(self, letter: Letter) -> str:
        body = json.dumps(
            {
                "id": str(letter.uuid),
                "channel": letter.channel,
                "to": letter.to,
                "title": letter.title,
                "text": letter.text,
                "template": letter.template,
            },
            ensure_ascii=False,
        ).encode()
        status, answer = self._exchange("POST", f"{self.base}/messages", body, str(letter.uuid))
        if status in (200, 201, 202):
            return str(answer.get("reference", ""))[:200]
        if status in _LOST_BEHIND_PROXY:
            raise InDoubt(f"gateway answered {status}")
        if status >= 500 or status in _NOT_NOW:
            raise Later(f"gateway answered {status}", away=True)
        raise Refused(f"gateway refused with {status} {_code(answer)}".strip())

    def find(self, letter: Letter) -> str | None:
        try:
            status, answer = self._exchange("GET", f"{self.base}/messages/{letter.uuid}", b"", "")
        except InDoubt as doubt:  # a lost answer to a question harms nobody
            raise Later(str(doubt), away=True) from doubt
        if answer.get("id") == str(letter.uuid):
            if status == 200:
                return str(answer.get("reference", ""))[:200]
            if status == 404 and answer.get("state") == "unknown":
                return None
        if status >= 500 and status != 501 or status in _NOT_NOW:
            raise Later(f"gateway answered {status}", away=True)
        raise CannotTell(f"gateway answered {status} to a status question")

    def _exchange(self, method: str, path: str, body: bytes, key: str) -> tuple[int, dict]:
        """(status, answer). Later while nothing has been sent, InDoubt from then on."""
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        line = kind(self.host, self.port, timeout=SECONDS)
        try:
            try:
                line.connect()
            except (OSError, http.client.HTTPException) as error:
                raise Later(f"gateway not reached: {type(error).__name__}", away=True) from error
            try:
                with within(SECONDS, line.sock):
                    line.request(method, path, body or None, self._headers(method, path, body, key))
                    return _answer(line)
            except (OSError, http.client.HTTPException) as error:
                raise InDoubt(f"answer lost: {type(error).__name__}") from error
        finally:
            line.close()

    def _headers(self, method: str, path: str, body: bytes, key: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Beian-Sender": self.sender,
            "X-Beian-Timestamp": stamp,
            "X-Beian-Signature": signature(self.secret, stamp, method, path, body),
        }
        return headers | ({"Idempotency-Key": key} if key else {})


def signature(secret: bytes, stamp: str, method: str, path: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over time, method, path and body, joined by line ends."""
    return hmac.new(
        secret, b"\n".join([stamp.encode(), method.encode(), path.encode(), body]), hashlib.sha256
    ).hexdigest()


def _answer(line: http.client.HTTPConnection) -> tuple[int, dict]:
    """Status and JSON object ({} where it is none)."""
    response = line.getresponse()
    data = response.read(MOST_ANSWER)
    try:
        answer = json.loads(data)
    except ValueError:
        answer = {}
    return response.status, answer if isinstance(answer, dict) else {}


@contextmanager
def within(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Cut the line when the time is up: a gateway that sends a byte now and then would otherwise never run into a time-out."""

    def cut() -> None:
        with suppress(OSError):  # already closed
            connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _code(answer: dict) -> str:
    """The gateway's error code, if it is a plain word; its free text might quote the number and is not kept."""
    error = answer.get("error")
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    return code if code.isascii() and code.isidentifier() and len(code) <= 40 else ""
