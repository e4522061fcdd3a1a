"""Which city or county the text of an address begins with."""

from functools import lru_cache

from beian.reference.tables import Row, Table, table


def beginning(text: str, name: str, within: str) -> Row | None:
    """The row of cities or counties (today's, three characters and more) within a code whose full name the text begins with."""
    return next(
        (
            row
            for row in _rows(table(name)).get(text[:2], ())
            if row.code.startswith(within) and text.startswith(row.name)
        ),
        None,
    )


def after_province(text: str, province: str | None) -> str:
    """The text without the full name of its province in front."""
    row = table("provinces").get(province or "")
    return text.strip().removeprefix(row.name) if row else text.strip()


@lru_cache(maxsize=64)
def _rows(divisions: Table) -> dict[str, list[Row]]:
    """Rows by the first two characters of their names, longer names first."""
    found: dict[str, list[Row]] = {}
    for row in sorted(divisions.rows, key=lambda row: -len(row.name)):
        if not row.valid_to and not row.flags.get("heading") and len(row.name) > 2:
            found.setdefault(row.name[:2], []).append(row)
    return found
