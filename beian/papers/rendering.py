"""Typst writes the page. Data go in as JSON, so that no text of a record is ever source; a template reads nothing outside its folder."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from beian.papers import fonts

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates" / "papers"
# Of the characters that nobody sees only the end of a line may stand in a paper.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


class PaperRefused(ValueError):
    """A paper that cannot be made as it must be; str() says why."""


def render(
    template: str, data: Mapping[str, Any], *, pages: int | None = None, made_at: datetime | None = None
) -> bytes:
    """The PDF of templates/papers/<template>.typ over these data (JSON values). PaperRefused where it does not have exactly `pages` pages.

    Equal data make equal bytes; `made_at` is written into the file as its date of creation, where it is given.
    """
    pdf = written((TEMPLATES / f"{template}.typ").read_bytes(), data, made_at=made_at)
    if pages is not None and (count := pages_of(pdf)) != pages:
        raise PaperRefused(f"{template}: {count} pages instead of {pages}")
    return pdf


def written(source: bytes, data: Mapping[str, Any], *, made_at: datetime | None = None) -> bytes:
    """The PDF of this Typst source, which may read the folder of templates and nothing else: no package, no system font."""
    import typst

    try:
        made = typst.compile(  # type: ignore[type-var]  # its stub has one type for source and folders
            source,
            root=TEMPLATES,
            font_paths=fonts.fonts(),
            ignore_system_fonts=True,
            package_path=TEMPLATES,
            package_cache_path=TEMPLATES,
            sys_inputs={"data": json.dumps(seen(data), default=str)},
            timestamp=int(made_at.timestamp()) if made_at else 0,
        )
    except typst.TypstError as error:
        raise PaperRefused(f"Typst: {error.message}") from error
    return cast(bytes, made)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def seen(value: Any) -> Any:
    """The same data without a character that nobody sees, that turns the line around, or that the font lacks: its number stands there."""
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else "".join(map(_shown, value))
    if isinstance(value, Mapping):
        return {name: seen(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [seen(member) for member in value]
    return value


@lru_cache(maxsize=8192)
def _shown(character: str) -> str:
    if character == "\n" or (unicodedata.category(character) not in _UNSEEN and fonts.can_draw(character)):
        return character
    return f"⟦{ord(character):04X}⟧"
