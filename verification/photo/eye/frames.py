"""How the two processes talk: a frame is the length of the JSON header, the length of the payload (4 bytes each, big-endian), both texts."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct(">II")
LONGEST = 16 << 20


class Broken(Exception):
    """The other side has ended, or what came is no frame."""


def packed(header: dict[str, Any], payload: bytes = b"") -> bytes:
    text = json.dumps(header, ensure_ascii=False).encode()
    return _LENGTHS.pack(len(text), len(payload)) + text + payload


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """The next frame of a blocking stream, or Broken at its end."""
    text, payload = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if max(text, payload) > LONGEST:
        raise Broken
    return json.loads(_exactly(stream, text)), _exactly(stream, payload)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size) if size else b""
    if len(data) != size:
        raise Broken
    return data
