"""Refuses a database login that row-level security would not bind (decision 2, fault F38)."""

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections
from django.db.backends.signals import connection_created

_LOGIN = """
SELECT rolsuper OR rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
FROM pg_roles r WHERE rolname = session_user
"""
_REMEDY = (
    "give DATABASE_URL the login beian_app (LOGIN NOINHERIT, owner of nothing); the owner belongs in DATABASE_OWNER_URL"
)


class UnboundLogin(ImproperlyConfigured):
    """The application's login could see every row."""


def refuse_unbound_login(sender=None, connection=None, **kwargs) -> None:
    """Every new application connection is asked once who it is; one that could see everything is closed again."""
    if connection.alias != "default" or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_LOGIN)
        unbound, owns = cursor.fetchone()
    if unbound or owns:
        connection.close()
        what = "is a superuser or bypasses row-level security" if unbound else "owns the tables"
        raise UnboundLogin(f"the login of DATABASE_URL {what}: {_REMEDY}")


def at_start() -> None:
    """For servers: connect once before serving, so that a wrong login is refused at start. A database that is away is no reason."""
    try:
        connections["default"].ensure_connection()
    except OperationalError:
        return
    connections["default"].close()


connection_created.connect(refuse_unbound_login, dispatch_uid="beian.people.refuse_unbound_login")
