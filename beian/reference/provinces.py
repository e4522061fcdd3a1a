"""The 31 provincial administrations: their characters, bureaus and places on the tile map."""

from collections.abc import Mapping
from typing import NamedTuple

from beian.reference.tables import Row, table


class Tile(NamedTuple):
    """A square of the map; has_data is False for the regions that file nothing here and are shown as "no data"."""

    code: str
    name: str
    name_en: str
    row: int
    column: int
    has_data: bool


def province(code: str) -> Row:
    """The province's row; KeyError for a code that is none of the 31."""
    row = table("provinces").get(code)
    if row is None:
        raise KeyError(f"no province {code!r}")
    return row


def character(code: str) -> str:
    """The character that begins the province's filing numbers: 京 for 11."""
    return province(code).flags["character"]


def by_character(text: str) -> Row | None:
    """The province that issues numbers beginning with this character, or None; 川, 贵, 云, 秦, 甘 are not issued."""
    return next((row for row in table("provinces").rows if row.flags["character"] == text), None)


def bureau(code: str, language: str = "zh-hans") -> str:
    """The bureau's name: 北京市通信管理局."""
    return province(code).flags["bureau_en" if language.startswith("en") else "bureau"]


def site(code: str, configured: Mapping[str, str] | None = None) -> str:
    """The address that a filing number links to (R14(3)); an installation may configure each bureau's own."""
    return (configured or {}).get(code) or province(code).flags["site"]


def tiles() -> list[Tile]:
    """The tile map in reading order (top to bottom, left to right), which is also its keyboard order."""
    rows = [(row, True) for row in table("provinces").rows] + [
        (row, False) for row in table("regions_without_data").rows
    ]
    made = [
        Tile(
            row.code,
            row.flags.get("short_name", row.name),
            row.name_en,
            row.flags["tile_row"],
            row.flags["tile_column"],
            data,
        )
        for row, data in rows
    ]
    return sorted(made, key=lambda tile: (tile.row, tile.column))
