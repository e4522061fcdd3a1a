"""The kinds of long work that the capabilities have registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from beian.people.roles import ROLES

if TYPE_CHECKING:
    from beian.pages.jobs.files import Made
    from beian.pages.jobs.run import Run

STAFF = tuple(code for code in ROLES if code != "site_owner")


@dataclass(frozen=True)
class Kind:
    """`work` does one slice between two yields; `file` makes the result of the rows it wrote, outside any transaction."""

    name: str
    label: str | Promise
    roles: frozenset[str]
    work: Callable[[Run], Iterator[None]]
    file: Callable[[Run, Iterable[list]], Made] | None


class Unknown(LookupError):
    """No such kind of work is registered in this process."""


_kinds: dict[str, Kind] = {}


def kind(
    name: str,
    *,
    label: str | Promise,
    roles: Iterable[str] = STAFF,
    file: Callable[[Run, Iterable[list]], Made] | None = None,
) -> Callable[[Callable[[Run], Iterator[None]]], Callable[[Run], Iterator[None]]]:
    """Register a generator as a kind of long work; only people who hold one of `roles` may have it done, until its end."""

    def decorate(work: Callable[[Run], Iterator[None]]) -> Callable[[Run], Iterator[None]]:
        _kinds[name] = Kind(name, label, frozenset(roles), work, file)
        return work

    return decorate


def the(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise Unknown(name) from None
