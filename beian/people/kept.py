"""What somebody was sending when his session had ended: kept sealed for two hours, and given back to the same person alone.

Who he was is told by a signed cookie, which outlives the session and opens nothing. Files, passwords and codes are never kept.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch
from django.utils.http import url_has_allowed_host_and_scheme

from beian.people import keys
from beian.people.models import User
from beian.people.nodes import NodeModel, node_url, prefix_of

# Posted with fields that were kept: they are shown again to be looked at, and nothing is acted upon yet; and the page they were typed on.
AGAIN, FROM = "_again", "_from"
COOKIE = "beian_person"
NOT_DONE = "beian_not_done"  # the next page says, once, that what was found again has not been done
NOT_DONE_SECONDS = 120
SALT = "beian.people.kept"
COOKIE_SECONDS = 30 * 24 * 3600
KEPT = timedelta(hours=2)
LARGEST = 256 * 1024  # bytes of all fields together
SECRET = ("password", "passwd", "pin", "otp", "csrfmiddlewaretoken")
Fields = list[tuple[str, str]]


class KeptForm(NodeModel):
    """One per person, the latest; `content` is sealed JSON: path, fields, whether files were left out."""

    user_id = models.BigIntegerField()
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta(NodeModel.Meta):
        constraints = [models.UniqueConstraint(fields=["node", "user_id"], name="kept_form_once")]


def mark(response: HttpResponse, user_id: str, *, path: str, secure: bool) -> None:
    """Let the browser remember whose it is, beside the session."""
    value = signing.dumps(str(user_id), salt=SALT)
    response.set_cookie(COOKIE, value, max_age=COOKIE_SECONDS, path=path, secure=secure, httponly=True, samesite="Lax")


def person_of(request: HttpRequest) -> int | None:
    """The account that was last signed in with this browser at this node."""
    try:
        return int(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def fields_of(request: HttpRequest) -> Fields:
    """What was typed, secrets left out; nothing where it is too much to keep."""
    found = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in (AGAIN, FROM) and not any(word in name.lower() for word in SECRET)
    ]
    return found if sum(len(name) + len(value) for name, value in found) <= LARGEST else []


def came_from(request: HttpRequest) -> str:
    """The address on this site of the page that the form stood on, or ""."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host():
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def way_back(request: HttpRequest, node: str) -> str:
    """Where a form that acts at once leads instead, when it was only to be shown again: the page that it stood on."""
    asked = request.POST.get(FROM, "")
    own = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(prefix_of(node))
    return asked if own else prefix_of(node)


def lead_back(request: HttpRequest, node: str) -> HttpResponse:
    """To the page that the form stood on, which will say that nothing has been done yet."""
    response = redirect(way_back(request, node))
    path, secure = prefix_of(node), settings.SESSION_COOKIE_SECURE
    response.set_cookie(
        NOT_DONE, "1", max_age=NOT_DONE_SECONDS, path=path, secure=secure, httponly=True, samesite="Lax"
    )
    return response


def said(request: HttpRequest, response: HttpResponse, node: str) -> None:
    """Forget, once a page has said it."""
    if getattr(request, "said_not_done", False):
        response.delete_cookie(NOT_DONE, path=prefix_of(node), samesite="Lax")


def keep(request: HttpRequest, node: str, *, now: datetime) -> str:
    """Keep the posted fields for the person who was signed in here; the address that gives them back, "" where nothing was kept.

    Runs in the reach of accounts.
    """
    user_id, fields = person_of(request), fields_of(request)
    if user_id is None or not fields or not User.objects.filter(node=node, pk=user_id, is_active=True).exists():
        return ""
    try:
        address = node_url(node, "kept")
    except NoReverseMatch:
        return ""
    content = {
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "from": came_from(request),
    }
    sealed = keys.encrypt(json.dumps(content).encode(), context_of(user_id))
    KeptForm.objects.update_or_create(node=node, user_id=user_id, defaults={"content": sealed, "kept_at": now})
    return address


def of(user: User, *, now: datetime) -> dict | None:
    """{"path": …, "fields": [[name, value]…], "files": bool, "from": …} of this person, or None."""
    row = KeptForm.objects.filter(user_id=user.pk, kept_at__gt=now - KEPT).first()
    return json.loads(keys.decrypt(bytes(row.content), context_of(user.pk))) if row else None


def forget(user: User) -> None:
    KeptForm.objects.filter(user_id=user.pk).delete()


def clear(*, now: datetime) -> int:
    """Remove what nobody came back for; how many."""
    removed, _each = KeptForm.objects.filter(kept_at__lt=now - KEPT).delete()
    return removed


def context_of(user_id: int) -> str:
    return f"kept-form:{user_id}"
