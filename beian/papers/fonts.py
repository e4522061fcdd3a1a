"""The one font of all papers: kept for as long as a process lives, and asked which characters it can draw."""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import typst

_TABLE = struct.Struct(">4sIII")
_ENCODING = struct.Struct(">HHI")
_RANGE = struct.Struct(">III")
_UNICODE_FULL, _SEGMENTED = (3, 10), 12


class Drawn(NamedTuple):
    """Ranges of the characters that a font has, both ends included, in ascending order."""

    first: tuple[int, ...]
    last: tuple[int, ...]

    def has(self, character: str) -> bool:
        place = bisect_right(self.first, ord(character)) - 1
        return place >= 0 and ord(character) <= self.last[place]


@cache
def fonts() -> typst.Fonts:
    """As Typst takes it; reading it takes longer than writing a page. No system font is asked: a paper looks the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_file().parent)])


def can_draw(character: str) -> bool:
    """Whether a paper can show this character."""
    return _drawn().has(character)


def _file() -> Path:
    """Where the font's package keeps it."""
    import cvttf_NotoSansCJK_Regular

    return next(Path(cvttf_NotoSansCJK_Regular.__file__).resolve().parent.glob("*.otf"))


@cache
def _drawn() -> Drawn:
    """The font's own list: table `cmap`, full Unicode, segmented (OpenType, format 12)."""
    data = _table(_file().read_bytes(), b"cmap")
    (many,) = struct.unpack_from(">H", data, 2)
    places = {(platform, encoding): at for platform, encoding, at in _several(_ENCODING, data, 4, many)}
    at = places[_UNICODE_FULL]
    form, _reserved, _length, _language, groups = struct.unpack_from(">HHIII", data, at)
    if form != _SEGMENTED:
        raise ValueError(f"the font lists its characters in format {form}")
    ranges = _several(_RANGE, data, at + 16, groups)
    return Drawn(tuple(first for first, _last, _glyph in ranges), tuple(last for _first, last, _glyph in ranges))


def _table(font: bytes, name: bytes) -> bytes:
    (many,) = struct.unpack_from(">H", font, 4)
    return next(font[at : at + size] for tag, _sum, at, size in _several(_TABLE, font, 12, many) if tag == name)


def _several(form: struct.Struct, data: bytes, start: int, many: int) -> list[tuple]:
    return [form.unpack_from(data, start + place * form.size) for place in range(many)]
