"""A stand-in for the SMS gateway, as a process of its own: python -m beian.notices.simulator --port 9000 --secret s

Speaks docs/interfaces/sms-gateway.md, keeps what it took in memory and lists it (GET /messages). PUT /mode {"mode": "…"} makes it
misbehave: ok, reject (422), busy (503), hang (takes nothing, answers nothing), lost (takes it, answers nothing), trickle (takes it,
answers a byte a second), mute (as lost, and knows no status question). Standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODES = ("ok", "reject", "busy", "hang", "lost", "trickle", "mute")
MOST_BODY = 64 * 1024
SKEW = 300  # seconds
HANG = 60.0


class Gateway:
    """What the gateway knows: the messages that it took, every hand-over in order, and how it behaves just now."""

    def __init__(self, secret: bytes = b"") -> None:
        self.secret = secret
        self.mode = "ok"
        self.lock = threading.Lock()
        self.taken: dict[str, dict] = {}
        self.sent: list[dict] = []  # one per text that a phone would have shown

    def take(self, message: dict, *, idempotent: bool = True) -> tuple[int, dict]:
        with self.lock:
            earlier = self.taken.get(message["id"])
            if earlier and earlier["message"] != message:
                return 409, {"id": message["id"], "error": {"code": "other_content"}}
            if earlier and idempotent:
                return 200, {"id": message["id"], "reference": earlier["reference"]}
            reference = f"sim-{len(self.sent) + 1}"
            self.taken[message["id"]] = {"message": message, "reference": reference}
            self.sent.append(message | {"reference": reference})
            return 202, {"id": message["id"], "reference": reference}

    def status(self, identity: str) -> tuple[int, dict]:
        with self.lock:
            earlier = self.taken.get(identity)
        if earlier is None:
            return 404, {"id": identity, "state": "unknown"}
        return 200, {"id": identity, "state": "accepted", "reference": earlier["reference"]}

    def signed(self, headers, method: str, path: str, body: bytes) -> bool:
        stamp, given = headers.get("X-Beian-Timestamp", ""), headers.get("X-Beian-Signature", "")
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > SKEW:
            return False
        text = b"\n".join([stamp.encode(), method.encode(), path.encode(), body])
        return hmac.compare_digest(hmac.new(self.secret, text, hashlib.sha256).hexdigest(), given)


class Handler(BaseHTTPRequestHandler):
    """One request; `gateway` is set on the class that serve() makes."""

    gateway: Gateway

    def do_POST(self) -> None:
        body = self._body()
        if self.path.rstrip("/") != "/messages":
            self._answer(404, {"error": {"code": "no_such_address"}})
        elif not self.gateway.signed(self.headers, "POST", self.path, body):
            self._answer(401, {"error": {"code": "bad_signature"}})
        else:
            self._behave(json.loads(body))

    def _behave(self, message: dict) -> None:
        match self.gateway.mode:
            case "reject":
                self._answer(422, {"id": message["id"], "error": {"code": "bad_number"}})
            case "busy":
                self._answer(503, {"id": message["id"], "error": {"code": "busy"}})
            case "hang":
                time.sleep(HANG)
            case "lost" | "mute" as mode:
                self.gateway.take(message, idempotent=mode != "mute")
                time.sleep(HANG)
            case "trickle":
                self.gateway.take(message)
                self._trickle()
            case _:
                self._answer(*self.gateway.take(message))

    def do_GET(self) -> None:
        identity = self.path.rstrip("/").removeprefix("/messages").lstrip("/")
        if not identity:
            self._answer(200, {"mode": self.gateway.mode, "messages": self.gateway.sent})
        elif not self.gateway.signed(self.headers, "GET", self.path, b""):
            self._answer(401, {"error": {"code": "bad_signature"}})
        elif self.gateway.mode == "mute":
            self._answer(501, {"error": {"code": "not_implemented"}})
        else:
            self._answer(*self.gateway.status(identity))

    def do_PUT(self) -> None:
        mode = json.loads(self._body()).get("mode")
        if self.path != "/mode" or mode not in MODES:
            self._answer(400, {"error": {"code": "unknown_mode"}})
            return
        self.gateway.mode = mode
        self._answer(200, {"mode": mode})

    def _body(self) -> bytes:
        return self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BODY))

    def _answer(self, status: int, content: dict) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _trickle(self) -> None:
        try:
            for _second in range(int(HANG)):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(1)
        except OSError:  # the caller has had enough
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: addresses and texts stay out of logs here as well."""


def serve(port: int, secret: bytes) -> ThreadingHTTPServer:
    """A server on the loopback address; port 0 takes any free one."""
    handler = type("GatewayHandler", (Handler,), {"gateway": Gateway(secret)})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--secret", default="")
    chosen = options.parse_args()
    server = serve(chosen.port, chosen.secret.encode())
    sys.stdout.write(json.dumps({"port": server.server_address[1]}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
