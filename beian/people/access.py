"""Who may call a view. A view without a grant is refused: default deny (style 13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

from beian.people.roles import ROLES
from beian.people.scope import Reach

if TYPE_CHECKING:
    from beian.people.models import User


@dataclass(frozen=True)
class Access:
    """A view's grant: the roles that may call it, or none for everybody; and the reach it runs with."""

    roles: frozenset[str]
    reach: Reach | None  # None: the reach of the viewer's role

    def admits(self, viewer: Viewer) -> bool:
        return not self.roles or bool(self.roles & viewer.roles)

    def reach_for(self, viewer: Viewer) -> Reach:
        if self.reach is not None:
            return self.reach
        reaches = {ROLES[code].reach for code in self.roles & viewer.roles}
        return Reach.STAFF if Reach.STAFF in reaches else next(iter(reaches))


@dataclass(frozen=True)
class Viewer:
    """Who looks: the account, the node of the address, and the roles held there (read once per request, decision 5)."""

    node: str
    user: User | None = None
    roles: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()
    reach: Reach = Reach.PUBLIC

    @property
    def signed_in(self) -> bool:
        return self.user is not None

    @property
    def owner(self) -> int | None:
        """The account whose rows an owner's reach is confined to."""
        return self.user.pk if self.user is not None and self.reach == Reach.OWNER else None

    def holds(self, *roles: str) -> bool:
        return bool(self.roles.intersection(roles))


def _granted(view: Callable, access: Access) -> Callable:
    view.access = access
    return view


def allow(*roles: str) -> Callable[[Callable], Callable]:
    """Only people who hold one of these roles at the node of the address."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"not roles: {sorted(unknown)}")
    return lambda view: _granted(view, Access(frozenset(roles), None))


def public(view: Callable) -> Callable:
    """Everybody, with the public columns of the node and nothing else."""
    return _granted(view, Access(frozenset(), Reach.PUBLIC))


def signing_in(view: Callable) -> Callable:
    """Everybody, with accounts, sessions and one-time codes, and no business data."""
    return _granted(view, Access(frozenset(), Reach.SYSTEM))


def placeless(view: Callable) -> Callable:
    """Everybody, without any database: front door, health, language."""
    return _granted(view, Access(frozenset(), None))


def beforehand(work: Callable, *, reading: bool = False) -> Callable[[Callable], Callable]:
    """Let `work(request)` run before the scope of a POST is entered, with `reading` of a GET as well: what is slow and needs no row, or must
    outlive a refusal, stays outside (decision 3).

    The viewer has been admitted by then; `request.viewer` says who and where. It leaves its result on the request.
    """

    def decorate(view: Callable) -> Callable:
        view.beforehand, view.beforehand_reading = work, reading
        return view

    return decorate


class GrantedByAccess(BasePermission):
    """REST views are let through by the same grants; one that has none is refused here as well."""

    def has_permission(self, request, view) -> bool:
        viewer = getattr(request._request, "viewer", None)
        access = getattr(request._request, "access", None)
        return viewer is not None and access is not None and access.admits(viewer)
