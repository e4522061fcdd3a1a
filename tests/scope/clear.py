"""Where personal data might lie in the clear, and how it would look there: every table, the write-ahead log, the broker, files and logs."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import psycopg2
import redis
from django.contrib.sessions.backends.db import SessionStore
from psycopg2 import sql

from tests.scope import catalogue


def looks(value: str) -> set[bytes]:
    """The ways in which text might stand somewhere without being sealed: itself, in an address, in JSON, in hex, in base64."""
    plain = value.encode()
    told = {
        plain,
        quote(value).encode(),
        json.dumps(value)[1:-1].encode(),
        plain.hex().encode(),
        value.encode("utf-16-le"),
    }
    return told | {_base64(plain, shift) for shift in range(3)}


def _base64(plain: bytes, shift: int) -> bytes:
    """The part of its base64 that does not depend on what stands before and after."""
    kept = base64.b64encode(b"\0" * shift + plain)
    return kept[(shift * 8 + 5) // 6 : len(kept) - 4].rstrip(b"=")


class Search:
    """Looks for a few values; `found` says which one stands where, as (what, where)."""

    def __init__(self, values: dict[str, str]) -> None:
        self.needles = {what: looks(value) for what, value in values.items()}
        self.found: set[tuple[str, str]] = set()
        self.read: dict[str, int] = {}

    def look(self, where: str, data: bytes) -> None:
        self.read[where] = self.read.get(where, 0) + len(data)
        self.found |= {(what, where) for what, ways in self.needles.items() if any(way in data for way in ways)}


class _Sink:
    def __init__(self) -> None:
        self.kept = bytearray()

    def write(self, data: bytes) -> int:
        self.kept += data
        return len(data)


def tables(owner_url: str) -> Iterator[tuple[str, bytes]]:
    """Table → its rows as a dump has them, past all row policies; bytes as hex."""
    with psycopg2.connect(owner_url) as line, line.cursor() as cursor:
        for table in catalogue.tables(cursor):
            sink = _Sink()
            cursor.copy_expert(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table)), sink)
            yield table, bytes(sink.kept)
    line.close()


def sessions(owner_url: str) -> bytes:
    """What sessions keep, unpacked: they are signed and packed, not sealed."""
    with psycopg2.connect(owner_url) as line, line.cursor() as cursor:
        cursor.execute("SELECT session_data FROM beian_session")
        packed = [data for (data,) in cursor.fetchall()]
    line.close()
    return json.dumps([SessionStore().decode(data) for data in packed], ensure_ascii=False).encode()


class Log:
    """The write-ahead log from now on, where this account may read the server's folder."""

    def __init__(self, owner_url: str) -> None:
        self.owner_url = owner_url
        socket = unquote(parse_qs(urlsplit(owner_url).query).get("host", [""])[0])
        self.folder = Path(socket).with_suffix("") / "pg_wal"
        self.server_log = self.folder.parent.with_suffix(".log")
        self.readable = socket.endswith(".sock") and os.access(self.folder, os.R_OK | os.X_OK)
        self.first, self.said = self._file(), self.server_log.stat().st_size if self.server_log.exists() else 0

    def _file(self) -> str:
        return self._ask("SELECT pg_walfile_name(pg_current_wal_lsn())")

    def _ask(self, statement: str) -> Any:
        """The answer, and everything committed before it is written out."""
        line = psycopg2.connect(self.owner_url)
        with line, line.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
            cursor.execute("CREATE TEMPORARY TABLE written_out ON COMMIT DROP AS SELECT 1")
            cursor.execute(statement)
            (found,) = cursor.fetchone()
        line.close()
        return found

    def files(self) -> Iterator[bytes]:
        last = self._file()
        for file in sorted(self.folder.iterdir()):
            if len(file.name) == 24 and self.first <= file.name <= last:
                yield file.read_bytes()

    def server_said(self) -> bytes:
        """What the server itself has logged since."""
        return self.server_log.read_bytes()[self.said :] if self.server_log.exists() else b""


def broker(url: str) -> Iterator[bytes]:
    """Everything that lies in the broker's place: queues, unacknowledged messages, bindings."""
    line = redis.Redis.from_url(url) if url.startswith("redis:") else None
    if line is None:
        parts = urlsplit(url)
        place = int(parse_qs(parts.query).get("virtual_host", ["0"])[0])
        line = redis.Redis(unix_socket_path=unquote(parts.path), db=place)
    try:
        for key in line.scan_iter():
            kind = line.type(key)
            kept = {
                b"list": lambda k: line.lrange(k, 0, -1),
                b"hash": line.hgetall,
                b"set": line.smembers,
                b"string": line.get,
            }
            yield repr((key, kept.get(kind, line.dump)(key))).encode()
    finally:
        line.flushdb()
        line.close()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file below."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
