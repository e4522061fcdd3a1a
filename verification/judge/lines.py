"""Lines of JSON in, lines of JSON out: one answer for every line, in order, whatever the line holds."""

import json
import logging
import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext_lazy as _

from verification.judge.verdicts import BadMember, Reason, Verdict

logger = logging.getLogger(__name__)

Kind = Callable[[dict[str, Any], date], Verdict]

LONGEST = 32 << 20  # bytes of a line: a home page of 5 MB with every character escaped
DEEPEST = 100  # objects and lists within one another

# Texts, and everything else that is no bracket.
_OTHER = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[^"\[\]{}]++', re.DOTALL)

UNREADABLE = Verdict(None, (Reason("line.unreadable", _("这一行不是一个可以读取的 JSON 对象。"), ""),))
FAILED = Verdict(None, (Reason("line.failed", _("这一行无法判断，错误已写到标准错误输出。"), ""),))


class Unreadable(ValueError):
    """A line that is no JSON object, or one that not every reader would read alike."""


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream without their line feeds, one at a time; one that is too long is given cut short, and the rest of it passed over."""
    while line := stream.readline(LONGEST + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST)
        yield line.removesuffix(b"\n")


def answers(kind: Kind, lines: Iterable[bytes], today: date) -> Iterator[bytes]:
    """An answer for every line, without line feeds."""
    for number, line in enumerate(lines):
        yield answer(kind, line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line, today)


def answer(kind: Kind, line: bytes, today: date) -> bytes:
    """The line's members with verdict, value and reasons; these three alone for an unreadable line."""
    try:
        asked = read(line)
    except (ValueError, RecursionError):
        return _written(UNREADABLE.members())
    return _written(asked | _judged(kind, asked, today).members())


def _judged(kind: Kind, asked: dict[str, Any], today: date) -> Verdict:
    try:
        return kind(asked, today)
    except BadMember as error:
        return Verdict(None, (error.reason,))
    except Exception:
        logger.exception("a line could not be judged")
        return FAILED


def read(line: bytes) -> dict[str, Any]:
    """The line's object; ValueError for bad JSON or UTF-8, a repeated member, a number without a finite value, half a surrogate pair."""
    if len(line) > LONGEST or _depth(line) > DEEPEST:
        raise Unreadable
    text = line.decode("utf-8")
    asked = json.loads(text, object_pairs_hook=_object, parse_float=_finite, parse_constant=_no_number)
    if type(asked) is not dict:
        raise Unreadable
    if "\\u" in text:
        _written(asked)  # UnicodeEncodeError, a ValueError, for half a pair
    return asked


def _depth(line: bytes) -> int:
    """How deep the brackets of a line go, at least as far as DEEPEST; only a line with many brackets is looked at."""
    if line.count(b"[") + line.count(b"{") <= DEEPEST:
        return 0
    depth = deepest = 0
    for bracket in _OTHER.sub(b"", line):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unreadable
    return made


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Unreadable
    return number


def _no_number(name: str) -> NoReturn:
    raise Unreadable(name)


def _written(members: dict[str, Any]) -> bytes:
    return json.dumps(members, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
