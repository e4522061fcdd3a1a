"""Request = scope: the whole answer, template rendering included, happens in one transaction with one reach (decision 3).

Django turns exceptions into answers before an outer `atomic` sees them, and ATOMIC_REQUESTS ends before class-based views render;
so this middleware stands innermost, wraps the handler, and rolls back by the answer's status.
"""

from __future__ import annotations

import random
import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, UnreadablePostError
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from beian.people import kept, roles, scope
from beian.people.access import Access, Viewer
from beian.people.grants import roles_of
from beian.people.models import Node
from beian.people.nodes import node_of_path, node_url, tier_of
from beian.people.scope import Actor, Reach

# Seconds, roughly, before each further try of a request that crossed another at their locks (F39).
PAUSES = (0.02, 0.08, 0.2)


class ScopeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.known: set[str] = set()

    def __call__(self, request):
        request.viewer = None
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        access = getattr(match.func, "access", None)
        if access is None:
            raise PermissionDenied(_("这个页面还没有授权给任何人。"))
        request.access, request.beforehand = access, self._beforehand(request, match.func)
        node = node_of_path(request.path_info)
        if node is None:
            return self._without_scope(request, access)
        return self._in_node(request, access, node)

    @staticmethod
    def _beforehand(request, view):
        """What the view wants done before its scope is entered: of a POST, and of others only what says so."""
        asked = request.method == "POST" or getattr(view, "beforehand_reading", False)
        return getattr(view, "beforehand", None) if asked else None

    def _without_scope(self, request, access: Access):
        if access.roles or access.reach is not None:
            raise Http404(_("没有这个系统。"))  # an address under /provider/ or /province/ that names no node
        return self.get_response(request)

    def _in_node(self, request, access: Access, node: str):
        viewer = self._viewer(request, node)
        if access.roles and not viewer.signed_in:
            return self._to_sign_in(request, access, node)
        if not access.admits(viewer):
            raise PermissionDenied(_("这个页面需要以下角色之一：%(roles)s。") % {"roles": roles.titles(access.roles)})
        reach = access.reach_for(viewer)
        request.viewer = viewer = Viewer(node, viewer.user, viewer.roles, viewer.organisations, reach)
        actor = Actor.user(viewer.user) if viewer.user else Actor.nobody()
        if request.method == "POST":
            _receive(request)
        if request.beforehand:
            request.beforehand(request)
        for pause in (*PAUSES, None):
            with scope.enter(node, reach, actor, owner=viewer.owner):
                response = self._held_back(request, node, self.get_response(request))
                if response.status_code >= 400:
                    transaction.set_rollback(True)
            if pause is None or not getattr(response, "crossed", False):
                kept.said(request, response, node)
                return response
            time.sleep(pause * random.uniform(0.5, 1.5))
            _rewind(request)

    def _held_back(self, request, node: str, response):
        """Fields found again are to be looked at first: a view that acted on them is undone, and leads back to where they were typed."""
        if request.method != "POST" or kept.AGAIN not in request.POST or response.status_code >= 400:
            return response
        transaction.set_rollback(True)
        return kept.lead_back(request, node)

    def _kept(self, request, node: str) -> str:
        if request.method != "POST" or kept.person_of(request) is None:
            return ""
        _receive(request)
        with scope.enter(node, Reach.SYSTEM, Actor.service("kept")):
            return kept.keep(request, node, now=timezone.now())

    def _viewer(self, request, node: str) -> Viewer:
        """Who the session says it is, read with the reach of accounts; the account's state and roles are read afresh each time."""
        carries = settings.SESSION_COOKIE_NAME in request.COOKIES
        if node in self.known and not carries:
            return Viewer(node)
        with scope.enter(node, Reach.SYSTEM, Actor.service("session")):
            if node not in self.known and not Node.objects.filter(name=node).exists():
                raise Http404(_("没有这个系统。"))
            self.known.add(node)
            identity = request.session.get(SESSION_KEY) if carries else None
            user = get_user_model().objects.filter(node=node, pk=identity, is_active=True).first() if identity else None
            held, organisations = roles_of(user) if user else (frozenset(), frozenset())
        return Viewer(node, user, held, organisations)

    def _to_sign_in(self, request, access: Access, node: str):
        """To the page for signing in, and from there back; what was being sent is kept meanwhile."""
        owner = "site_owner" in access.roles and tier_of(node) == "provider"
        target = node_url(node, "sign_in" if owner else "staff_sign_in")
        came_from = request.get_full_path() if request.method == "GET" else self._kept(request, node)
        return redirect(f"{target}?{urlencode({'next': came_from})}" if came_from else target)


def _rewind(request) -> None:
    """Uploads are read from their beginning once more."""
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            file.seek(0)


def _receive(request) -> None:
    """Read the whole body before a transaction is open: the sender's line may be as slow as it likes, and CSRF would read it inside."""
    try:
        request.POST  # noqa: B018
    except UnreadablePostError:
        """Broken off: whoever reads the form next finds it empty."""
