"""The one way to the data: a transaction that is also a scope (docs/decisions/0001).

`enter` opens the transaction and, in one round trip, takes the database role of the reach and the settings that the row policies
compare. Outside it the login has no rights at all, so that a forgotten scope is "permission denied" and never an empty page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import connections, transaction

from beian.reference import tables

NODE = re.compile(r"ministry|province:[0-9]{2}|provider:[a-z0-9]{1,32}")


class Reach(StrEnum):
    """How far a scope reaches; each is a database role (decision 2)."""

    STAFF = "reach_staff"
    ORGANISATION = "reach_organisation"
    OWNER = "reach_owner"
    PUBLIC = "reach_public"
    SYSTEM = "reach_system"


class OutsideScope(RuntimeError):
    """Something asked for the scope where nobody has entered one."""


class NestedScope(RuntimeError):
    """A scope inside a scope: the inner one could see what the outer may not."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person or a named service of the platform."""

    kind: str
    id: str
    label: str

    @classmethod
    def user(cls, user) -> Actor:
        return cls("user", str(user.pk), user.name)

    @classmethod
    def service(cls, name: str) -> Actor:
        return cls("service", name, name)

    @classmethod
    def nobody(cls) -> Actor:
        return cls("nobody", "", "")

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Scope:
    node: str
    reach: Reach
    actor: Actor
    owner: int | None = None
    organisation: int | None = None
    remaining: list[Callable[[], None]] = field(default_factory=list, compare=False)


_current: ContextVar[Scope | None] = ContextVar("beian_scope", default=None)

_ENTER = """
SELECT set_config('role', %s, true), set_config('beian.node', %s, true), set_config('beian.owner', %s, true),
       set_config('beian.organisation', %s, true), set_config('beian.actor', %s, true), set_config('beian.actor_label', %s, true)
"""


def current() -> Scope:
    """The scope that this thread is in, or OutsideScope."""
    scope = _current.get()
    if scope is None:
        raise OutsideScope("no scope: enter one with beian.people.scope.enter(node, reach, actor)")
    return scope


def inside() -> bool:
    return _current.get() is not None


def remains(write: Callable[[], None]) -> None:
    """Run `write` after this scope has ended, in a transaction of its own, whatever became of this one.

    For what must survive a refusal: that personal items were read. It runs in the same scope, so it reaches no further.
    """
    current().remaining.append(write)


@contextmanager
def enter(
    node: str, reach: Reach, actor: Actor, *, owner: int | None = None, organisation: int | None = None
) -> Iterator[Scope]:
    """Open a transaction as `reach` of `node`; nothing of it outlives the block. Refuses nesting (`ask` has a thread of its own)."""
    if _current.get() is not None:
        raise NestedScope(f"already in {_current.get()}")
    if not NODE.fullmatch(node):
        raise ValueError(f"not a node: {node!r}")
    scope = Scope(node, Reach(reach), actor, owner, organisation)
    token = None
    try:
        with transaction.atomic(durable=True):
            _take(scope)
            token = _current.set(scope)
            try:
                with tables.holding(node):
                    yield scope
            finally:
                _current.reset(token)
    finally:
        if token is not None:
            _finish(scope)


def _take(scope: Scope) -> None:
    values = [scope.reach.value, scope.node, scope.owner, scope.organisation, scope.actor, scope.actor.label]
    with connections["default"].cursor() as cursor:
        cursor.execute(_ENTER, ["" if value is None else str(value) for value in values])


def _finish(scope: Scope) -> None:
    """Write what was asked to remain, each in its own transaction of the same scope."""
    for write in scope.remaining:
        with enter(scope.node, scope.reach, scope.actor, owner=scope.owner, organisation=scope.organisation):
            write()
