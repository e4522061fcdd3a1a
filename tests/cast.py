"""The standing cast: the same nodes and people in every story, one person per role and strangers from elsewhere."""

from __future__ import annotations

from datetime import datetime
from functools import cache, cached_property

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from beian.people import establish, scope, signin
from beian.people.models import Organisation, User
from beian.people.nodes import node_url, prefix_of, tier_of
from beian.people.roles import ROLES
from beian.people.scope import Actor, Reach

NODES = {
    "ministry": ("工业和信息化部", ""),
    "province:11": ("北京市通信管理局", "11"),
    "province:33": ("浙江省通信管理局", "33"),
    "provider:p01": ("京云网络科技有限公司", "11"),
    "provider:p02": ("之江数据服务有限公司", "33"),
}
PASSWORD = "correct horse battery"
DIRECTOR = Actor.service("cast")


@cache
def _hash() -> str:
    return make_password(PASSWORD)


class Cast:
    """Nodes are established at once, people when a story first names them."""

    def __init__(self) -> None:
        for name, (title, province) in NODES.items():
            establish.node(name=name, title=title, province=province, actor=DIRECTOR)
        self._people: dict[tuple[str, str, str], User] = {}

    def person(self, role: str, node: str, name: str = "") -> User:
        """The person of this role at this node; another `name` is another person."""
        key = (role, node, name)
        if key not in self._people:
            with scope.enter(node, Reach.SYSTEM, DIRECTOR):
                self._people[key] = establish.account(
                    organisation=Organisation.objects.get(code="office"),
                    username=f"{role}{name}",
                    name=name or str(ROLES[role].title),
                    role=role,
                    password_hash=_hash(),
                    now=timezone.now(),
                )
        return self._people[key]

    def owner(self, node: str = "provider:p01", mobile: str = "13800138000") -> User:
        """A site owner whose mobile number has been checked."""
        with scope.enter(node, Reach.SYSTEM, DIRECTOR):
            return signin.owner_by_mobile(mobile=mobile, shown_as="138****8000", now=timezone.now())

    def client(self, user: User, **extra) -> Client:
        """A browser in which `user` is signed in, by a session of the real kind."""
        client = Client(**extra)
        store = signin_session(user)
        client.cookies["beian_session"] = store.session_key
        client.cookies["beian_session"]["path"] = prefix_of(user.node)
        return client

    def staff(self, role: str, node: str, name: str = "") -> Client:
        return self.client(self.person(role, node, name))

    def acting(self, user: User, *, reach: Reach | None = None):
        """The scope that `user` works in, for stories told without pages."""
        owner = user.pk if user.username.startswith("owner-") else None
        reach = reach or (Reach.OWNER if owner else Reach.STAFF)
        return scope.enter(user.node, reach, Actor.user(user), owner=owner)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @staticmethod
    def url(node: str, name: str, *args) -> str:
        return node_url(node, name, *args)


def signin_session(user: User):
    """A stored session of `user`, as signing in makes it."""
    from types import SimpleNamespace

    from beian.people.sessions import SessionStore

    with scope.enter(user.node, Reach.SYSTEM, DIRECTOR):
        request = SimpleNamespace(session=SessionStore())
        signin.begin(request, user)
        request.session.save()
        return request.session


def stranger_of(node: str) -> str:
    """Another node of the same tier, if the cast has one."""
    return next((other for other in NODES if tier_of(other) == tier_of(node) and other != node), node)
