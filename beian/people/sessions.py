"""Sessions belong to a node: rows of its own, a cookie that only its pages receive (decision 6)."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.utils.cache import patch_vary_headers

from beian.people import kept, scope
from beian.people.nodes import node_of_path, prefix_of
from beian.people.scope import Actor, Reach


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        from beian.people.models import Session

        return Session

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        return session

    def save(self, must_create=False):
        """As Django's, but in the transaction that is open: the scope has opened it, and only there the table can be reached."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)
        row = self.create_model_instance(data)
        fields = {"session_data": row.session_data, "expire_date": row.expire_date, "user_id": row.user_id}
        if must_create:
            row.save(force_insert=True)
        elif not self.model.objects.filter(session_key=row.session_key).update(**fields):
            raise UpdateError


class NodeSessionMiddleware(SessionMiddleware):
    """Loads nothing by itself: the scope middleware reads the session where it may. Saves inside a scope of its own."""

    def process_response(self, request, response):
        session = request.session
        node = node_of_path(request.path_info)
        if node is None or not (session.accessed or session.modified):
            return response
        had_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
        patch_vary_headers(response, ("Cookie",))
        if session.is_empty():
            if had_cookie:
                response.delete_cookie(settings.SESSION_COOKIE_NAME, path=prefix_of(node), samesite="Lax")
        elif session.modified and response.status_code < 500:
            self._save(request, response, node)
        return response

    def _save(self, request, response, node: str) -> None:
        try:
            with scope.enter(node, Reach.SYSTEM, Actor.service("session")):
                request.session.save()
        except UpdateError:  # ended elsewhere meanwhile: signed out in another tab, account disabled
            response.delete_cookie(settings.SESSION_COOKIE_NAME, path=prefix_of(node), samesite="Lax")
        else:
            self._send_cookie(request, response, prefix_of(node))
            if SESSION_KEY in request.session:
                secure = settings.SESSION_COOKIE_SECURE
                kept.mark(response, request.session[SESSION_KEY], path=prefix_of(node), secure=secure)

    def _send_cookie(self, request, response, path: str) -> None:
        response.set_cookie(
            settings.SESSION_COOKIE_NAME,
            request.session.session_key,
            max_age=settings.SESSION_COOKIE_AGE,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=settings.SESSION_COOKIE_SAMESITE,
        )
