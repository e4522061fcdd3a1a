"""Natures and approvals by the names that people use: 企业, 军队, 卫生, 广播电影电视节目."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from beian.reference.tables import Table, table


def nature(name: str) -> int | None:
    """The code of an owner's nature by its name of today or of 2009, or None."""
    return _natures(table("owner_natures")).get(name)


def approval(name: str) -> int | None:
    """The code of a kind of approval by its short or full name, or None."""
    return _approvals(table("pre_approvals")).get(name)


@lru_cache(maxsize=8)
def _natures(natures: Table) -> Mapping[str, int]:
    former = {row.flags["other_name"]: int(row.code) for row in natures.rows if row.flags["other_name"]}
    return MappingProxyType(former | {row.name: int(row.code) for row in natures.rows})


@lru_cache(maxsize=8)
def _approvals(approvals: Table) -> Mapping[str, int]:
    short = {row.flags["short_name"]: int(row.code) for row in approvals.rows}
    return MappingProxyType(short | {row.name: int(row.code) for row in approvals.rows})
