"""Which province an address names."""

from functools import lru_cache

from beian.reference.tables import Table, table


def province_named(value: str) -> str | None:
    """The code of the province that an address begins with by its full name (浙江省…), or None; 北京路 names none."""
    text = value.strip()
    codes = _by_beginning(table("provinces")).get(text[:2], ())
    return next((code for name, code in codes if text.startswith(name)), None)


@lru_cache(maxsize=64)
def _by_beginning(provinces: Table) -> dict[str, list[tuple[str, str]]]:
    """(name, code) by the name's first two characters."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in provinces.rows:
        found.setdefault(row.name[:2], []).append((row.name, row.code))
    return found
