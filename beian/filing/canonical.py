"""One value, one sequence of bytes: the form in which documents and messages are signed, sealed and stored.

Canonical means UTF-8 without escapes for printable characters, keys sorted by code point, no white space, no floats, no NUL and no
surrogates (PostgreSQL stores neither), integers of at most 64 bits, and every key once.
"""

import hashlib
import json
import re
from typing import Any, NoReturn

INTEGERS = range(-(2**63), 2**63)
_SURROGATE = re.compile("[\ud800-\udfff]")
DEEPEST = 32


class CanonicalError(ValueError):
    """A value or a text that has no canonical bytes; `path` is the dotted place, empty for the whole."""

    def __init__(self, reason: str, path: str = ""):
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path, self.reason = path, reason


def canonical(value: Any) -> bytes:
    """The bytes of a plain value: dict with text keys, list, tuple, text, int, bool, None."""
    _check(value, (), 0)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def parse(data: bytes, *, exact: bool = False) -> Any:
    """The value of JSON bytes that can be read in one way only; with `exact`, only canonical bytes are taken."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_float,
            parse_constant=_float,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise CanonicalError(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise CanonicalError(f"not JSON at character {error.pos}: {error.msg}") from error
    except RecursionError as error:
        raise CanonicalError(f"nested deeper than {DEEPEST} levels") from error
    _check(value, (), 0)
    if exact and canonical(value) != data:
        raise CanonicalError("not in canonical form")
    return value


def digest(value: Any) -> bytes:
    """SHA-256 over the canonical bytes, 32 bytes."""
    return hashlib.sha256(canonical(value)).digest()


def bad_character(text: str) -> str | None:
    """Why this text cannot be stored, or None."""
    if "\x00" in text:
        return "holds the character NUL"
    if _SURROGATE.search(text):
        return "holds a lone surrogate"
    return None


def _check(value: Any, path: tuple, depth: int) -> None:
    if depth > DEEPEST:
        raise _refusal(f"nested deeper than {DEEPEST} levels", path)
    if isinstance(value, str):
        if reason := bad_character(value):
            raise _refusal(reason, path)
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        if value not in INTEGERS:
            raise _refusal("an integer past 64 bits", path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_key(key, path)
            _check(inner, (*path, key), depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            _check(inner, (*path, index), depth + 1)
    else:
        raise _refusal(f"a {type(value).__name__} has no canonical form", path)


def _check_key(key: Any, path: tuple) -> None:
    if not isinstance(key, str):
        raise _refusal(f"the key {key!r} is not text", path)
    if reason := bad_character(key):
        raise _refusal(f"a key {reason}", path)


def _refusal(reason: str, path: tuple) -> CanonicalError:
    # a refused key may itself be unprintable; the path must not be
    return CanonicalError(reason, ".".join(str(part) for part in path).encode("ascii", "backslashreplace").decode())


def _object(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CanonicalError("a key stands twice in one object")
    return found


def _float(text: str) -> NoReturn:
    raise CanonicalError(f"the number {text[:40]} is not an integer")


def _integer(text: str) -> int:
    # more digits than a 64-bit integer has are refused before they are converted: conversion is quadratic
    if len(text) > 20:
        raise CanonicalError(f"the number {text[:20]}… is past 64 bits")
    return int(text)
