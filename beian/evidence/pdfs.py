"""What a PDF must be before it is taken: whole, and still. Pure: no scope, no database, nothing is drawn or run.

A PDF is kept as it came, so whatever acts by itself is refused: scripts, launches, forms that send, files inside, passwords. The names of such
things are looked for in every byte, spelt out or in `#xx`, and in every object stream; those are unpacked piece by piece up to a limit.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from beian.evidence.refusals import EvidenceRefused

MOST_UNPACKED = 16 * 1024 * 1024
MOST_SECTIONS = 200
_PIECE = 64 * 1024
_OVERLAP = 1024
_END = rb"(?=[\s\x00/<>\[\](){}%]|$)"
_ENCRYPTED = re.compile(rb"/Encrypt" + _END)
_ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|Filespec|XFA|RichMedia|SubmitForm|ImportData|GoToE|GoToR|Rendition|Movie)"
    + _END
)
_OPENING = re.compile(rb"/OpenAction\s*(?:(\[)|<<(.{0,400})|(\d{1,9})\s+(\d{1,5})\s+R)", re.DOTALL)
_STILL = re.compile(rb"/S\s*/GoTo" + _END)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_FIRST = re.compile(rb"/First" + _END)
_MARKS = re.compile(rb"\bobj\b|(?<!end)stream\r?\n")
_PLAIN_FILTER = re.compile(rb"/Filter\s*(?:/(?:FlateDecode|Fl)|\[\s*/(?:FlateDecode|Fl)\s*\])" + _END)
_START = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_TABLE = re.compile(rb"\s*xref\s*\d")
_STREAM = re.compile(rb"\s*\d{1,9}\s+\d{1,5}\s+obj\b")
_PREVIOUS = re.compile(rb"/Prev\s+(\d{1,10})")


def check(data: bytes) -> None:
    """EvidenceRefused, in words, unless the file is a whole PDF in which nothing acts by itself."""
    _check_whole(data)
    spelt = _spelt(data)
    if _ENCRYPTED.search(spelt):
        raise EvidenceRefused(_("PDF 文件加了密码，无法核对，请取消密码保护后再上传。"))
    if _ACTIVE.search(spelt) or _opens_something(spelt):
        raise _active()
    for piece in _unpacked(data):
        if _ACTIVE.search(piece) or _ENCRYPTED.search(piece) or _opens_something(piece):
            raise _active()


def _active() -> EvidenceRefused:
    return EvidenceRefused(_("PDF 文件里带有脚本、自动动作或附件，请“打印为 PDF”重新导出后再上传。"))


def _broken() -> EvidenceRefused:
    return EvidenceRefused(_("PDF 文件不完整，请重新导出后再上传。"))


def _spelt(data: bytes) -> bytes:
    """The same with names spelt out: /J#61vaScript is /JavaScript."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data) if b"#" in data else data


def _opens_something(spelt: bytes) -> bool:
    """Whether opening it does anything else than show a page."""
    return any(not _goes_to_a_page(spelt, found) for found in _OPENING.finditer(spelt))


def _goes_to_a_page(spelt: bytes, found: re.Match[bytes]) -> bool:
    if found[1]:
        return True
    if found[2] is not None:
        return bool(_STILL.search(found[2]))
    named = re.search(rb"\b%s\s+%s\s+obj\s*<<(.{0,400})" % (found[3], found[4]), spelt, re.DOTALL)
    return named is not None and bool(_STILL.search(named[1]))


# ---- whole


def _check_whole(data: bytes) -> None:
    """It begins and ends as a PDF, its tables of contents are there and do not lead in a circle, and no archive hides behind it."""
    starts = list(_START.finditer(data[-2048:]))
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-1024:] or not starts:
        raise _broken()
    if b"PK\x05\x06" in data[-66_000:]:
        raise EvidenceRefused(_("PDF 文件里夹带了压缩包，请重新导出后再上传。"))
    seen: set[int] = set()
    place: int | None = int(starts[-1][1])
    while place is not None:
        if place in seen or len(seen) >= MOST_SECTIONS:
            raise _broken()
        seen.add(place)
        place = _previous(data, place)
    if not re.search(rb"/Root\s*\d", data):
        raise _broken()


def _previous(data: bytes, place: int) -> int | None:
    """Where the section before the one at `place` begins; None for the first."""
    if not 0 < place < len(data):
        raise _broken()
    if _TABLE.match(data, place):
        begins = data.find(b"trailer", place)
        ends = data.find(b"startxref", begins)
    elif _STREAM.match(data, place):
        begins, ends = place, data.find(b"stream", place)
    else:
        raise _broken()
    if begins < 0 or ends < 0:
        raise _broken()
    found = _PREVIOUS.search(data, begins, ends)
    return int(found[1]) if found else None


# ---- object streams


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What stands in the object streams, in pieces that overlap, names spelt out. EvidenceRefused where they cannot be read simply.

    All that is looked at counts, so that no arrangement of marks costs more than one pass over MOST_UNPACKED bytes.
    """
    room, begun = MOST_UNPACKED, 0
    for mark in _MARKS.finditer(data):
        if mark[0] == b"obj":
            begun = mark.end()
            continue
        room = _less(room, mark.start() - begun)
        about = _spelt(data[begun : mark.start()])
        if b"/ObjStm" in about or _FIRST.search(about):
            for piece in _pieces(data, mark.end(), about):
                room = _less(room, len(piece))
                yield _spelt(piece)


def _less(room: int, size: int) -> int:
    if size > room:
        raise EvidenceRefused(_("PDF 文件展开后过大，请“打印为 PDF”重新导出后再上传。"))
    return room - size


def _pieces(data: bytes, begins: int, about: bytes) -> Iterator[bytes]:
    """One object stream. Only the plain packing that programs write is taken: another one could hide what it says."""
    if b"/Filter" not in about:
        ends = data.find(b"endstream", begins)
        yield data[begins : ends if ends >= 0 else len(data)]
        return
    if not _PLAIN_FILTER.search(about) or b"/DecodeParms" in about or b"/DP" in about:
        raise _active()
    behind = b""
    for fresh in _inflated(data, begins):
        yield behind + fresh
        behind = fresh[-_OVERLAP:]


def _inflated(data: bytes, begins: int) -> Iterator[bytes]:
    """In pieces, however much comes of it; what cannot be unpacked is a broken file."""
    unpack, place = zlib.decompressobj(), begins
    try:
        while not unpack.eof and place < len(data):
            packed = data[place : place + _PIECE]
            place += _PIECE
            while packed and not unpack.eof:
                yield unpack.decompress(packed, 16 * _PIECE)
                packed = unpack.unconsumed_tail
    except zlib.error as error:
        raise _broken() from error
