"""A stand-in for all five sources, as a process of its own (manage.py simulate_sources); speaks docs/interfaces/sources.md, uses no database.

It knows the people and companies of the demonstration. Of others it says what their numbers say: `match` where the check digits hold and
the name can be one, `unknown` otherwise, and what register.json lists as `mismatch` or `unknown` answers so for whoever names it.

POST /control {"phone": "down", "*": "up"} makes sources misbehave while it runs; GET /control tells how they behave and how often they were
asked, never what. Modes: up, down (503), slow (answers after some seconds), wrong (match and mismatch exchanged), and for tests also
unknown, refuse (403), cut, garbage, huge, forged, stale, other (answers another question), replay (its last answer once more).
"""

from __future__ import annotations

import hmac
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from beian.filing import identifiers
from beian.filing.documents import FilingDocument
from beian.notices.gateway import signature
from verification.sources import adapters, wire

CODES = tuple(adapters.SOURCES)
MODES = "up down slow wrong unknown refuse cut garbage huge forged stale other replay".split()
MOST_BODY = 16 * 1024
MOST_NONCES = 100_000
LISTED = Path(__file__).with_name("register.json")
# Which of the asked values names the record, and which must belong to it.
KEYS = {
    "resident_id": ("number", "name"),
    "company": ("number", "name"),
    "organisation": ("number", "name"),
    "domain": ("domain", "owner"),
    "phone": ("number", "name"),
}


class Register:
    """What the sources know: source → number → the names that belong to it."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, set[str]]] = {code: defaultdict(set) for code in CODES}
        self.listed = json.loads(LISTED.read_text(encoding="utf-8"))

    def enter(self, document: FilingDocument) -> None:
        """Whatever this document says is true."""
        for question in adapters.questions(document):
            key, name = KEYS[question.source]
            self.known[question.source][question.values[key]].add(_plain(question.values[name]))

    def judge(self, source: str, asked: Mapping[str, str]) -> str:
        """match, mismatch or unknown."""
        key, name = KEYS[source]
        number, holder = asked[key], _plain(asked[name])
        for result in ("mismatch", "unknown"):
            if number in self.listed[result].get(source, ()):
                return result
        names = self.known[source].get(number)
        if names:
            return "match" if holder in names else "mismatch"
        return "match" if _can_be(source, number) and len(holder) > 1 else "unknown"


class Simulator:
    """The register, how each source behaves just now, and the numbers used once of those who asked."""

    def __init__(self, secret: bytes, *, seconds: float = 10.0) -> None:
        self.register, self.secret, self.seconds = Register(), secret, seconds
        self.modes = dict.fromkeys(CODES, "up")
        self.asked: Counter[str] = Counter()
        self.last: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.nonces: dict[str, float] = {}
        self.lock = Lock()

    def behave(self, modes: Mapping[str, str]) -> bool:
        """Set modes by source, `*` for all; False, and nothing is changed, where one is not known."""
        if not all(code in (*CODES, "*") and mode in MODES for code, mode in modes.items()):
            return False
        for code, mode in modes.items():
            self.modes |= dict.fromkeys(CODES if code == "*" else (code,), mode)
        return True

    def signed(self, headers: Mapping[str, str], path: str, body: bytes) -> bool:
        stamp, given = headers.get("X-Beian-Timestamp") or "", headers.get("X-Beian-Signature") or ""
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > wire.SKEW:
            return False
        return hmac.compare_digest(signature(self.secret, stamp, "POST", path, body), given)

    def is_fresh(self, nonce: str) -> bool:
        """Whether this number has not been used; it is now."""
        with self.lock:
            if nonce in self.nonces:
                return False
            if len(self.nonces) >= MOST_NONCES:
                self.nonces.clear()
            self.nonces[nonce] = time.time()
            return True

    def answer(self, source: str, question: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        """(body, headers) of the answer to this question."""
        result = self.register.judge(source, question["asked"])
        mode = self.modes[source]
        if mode == "wrong":
            result = {"match": "mismatch", "mismatch": "match"}.get(result, "mismatch")
        elif mode == "unknown":
            result = "unknown"
        said = {
            "id": question["id"],
            "nonce": question["nonce"],
            "result": result,
            "reference": f"SIM-{os.urandom(4).hex().upper()}",
            "differs": [KEYS[source][1]] if result == "mismatch" else [],
        }
        return self._closed(said, question["nonce"], mode)

    def _closed(self, said: dict, nonce: str, mode: str) -> tuple[bytes, dict[str, str]]:
        """Signed, or spoilt as the mode wants it."""
        if mode == "other":
            said |= {"id": "00000000-0000-7000-8000-000000000000"}
        body = json.dumps(said).encode()
        if mode == "garbage":
            body = b'{"result": "match", "note": "' + "\u0000<script>".encode("unicode_escape") + b'"}'
        stamp = str(int(time.time()) - (3600 if mode == "stale" else 0))
        secret = b"another" if mode == "forged" else self.secret
        return body, {
            "X-Beian-Timestamp": stamp,
            "X-Beian-Signature": wire.answer_signature(secret, stamp, nonce, body),
        }


class Handler(BaseHTTPRequestHandler):
    """One request; `simulator` is set on the class that serve() makes."""

    simulator: Simulator

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BODY))
        if self.path == "/control":
            return self._control(body)
        source = self.path.rpartition("/checks/")[2]
        if source not in CODES:
            return self._refuse(404, "no_such_source")
        if not self.simulator.signed(self.headers, self.path, body):
            return self._refuse(401, "bad_signature")
        question = _question(source, body)
        if question is None:
            return self._refuse(422, "bad_question")
        if not self.simulator.is_fresh(question["nonce"]):
            return self._refuse(409, "nonce_used")
        self.simulator.asked[source] += 1
        return self._behave(source, question)

    def do_GET(self) -> None:
        if self.path != "/control":
            return self._refuse(404, "no_such_address")
        self._send(200, _json({"modes": self.simulator.modes, "asked": self.simulator.asked}))

    def _control(self, body: bytes) -> None:
        try:
            modes = json.loads(body)
        except ValueError:
            modes = None
        if not isinstance(modes, dict) or not self.simulator.behave(modes):
            return self._refuse(400, "unknown_mode")
        self._send(200, _json({"modes": self.simulator.modes}))

    def _behave(self, source: str, question: dict[str, Any]) -> None:
        simulator = self.simulator
        match simulator.modes[source]:
            case "down":
                return self._refuse(503, "down")
            case "refuse":
                return self._refuse(403, "not_for_you")
            case "cut":
                self.close_connection = True
                return
            case "huge":
                return self._send(200, b" " * (4 * wire.MOST_ANSWER))
            case "slow":
                time.sleep(simulator.seconds)
            case "replay" if source in simulator.last:
                return self._send(200, *simulator.last[source])
        simulator.last[source] = simulator.answer(source, question)
        self._send(200, *simulator.last[source])

    def _refuse(self, status: int, code: str) -> None:
        self._send(status, _json({"error": {"code": code}}))

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # whoever asked has had enough
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: numbers and names stay out of logs here as well."""


def serve(
    port: int, secret: bytes, *, seconds: float = 10.0, known: Iterable[FilingDocument] = ()
) -> ThreadingHTTPServer:
    """A server on the loopback address that knows these documents to be true; port 0 takes any free one."""
    simulator = Simulator(secret, seconds=seconds)
    for document in known:
        simulator.register.enter(document)
    handler = type("SourcesHandler", (Handler,), {"simulator": simulator})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def _question(source: str, body: bytes) -> dict[str, Any] | None:
    """The question, if it is one that this source can be asked."""
    try:
        said = json.loads(body)
        asked = said["asked"]
        if all(isinstance(asked[part], str) for part in KEYS[source]) and {"id", "nonce"} <= set(said):
            return said
    except (ValueError, KeyError, TypeError):
        return None
    return None


def _can_be(source: str, number: str) -> bool:
    """Whether such a number can exist, by its check digits or its shape."""
    checks = {
        "resident_id": lambda: identifiers.resident_id(number, date.max),
        "company": lambda: identifiers.uscc(number) if len(number) == 18 else number,
        "organisation": lambda: identifiers.orgcode(number),
        "domain": lambda: identifiers.registrable_domain(number),
        "phone": lambda: identifiers.mobile(number),
    }
    try:
        return bool(checks[source]())
    except identifiers.Invalid:
        return False


def _plain(name: str) -> str:
    """A name as registers compare it: no blanks, brackets of one sort."""
    return "".join(identifiers.halfwidth(name).split())


def _json(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
