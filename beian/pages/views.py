"""Pages that belong to no node: front door, language, display, accessibility statement, health."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from beian.pages.context import DISPLAY_COOKIE, DISPLAYS
from beian.people.access import placeless, signing_in
from beian.people.models import User

YEAR_SECONDS = 365 * 24 * 3600


@placeless
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front door: the public query, and where owners and officers begin."""
    return render(request, "front.html")


@placeless
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@placeless
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Django's own switch: sets the cookie and goes back to a page of this site only."""
    return set_language(request)


@placeless
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember the display mode for a year; an unknown one is ignored."""
    return _displayed(request, request.POST.get("display", ""))


@signing_in
@require_POST
def own_display(request: HttpRequest, code: str = "") -> HttpResponse:
    """The same, kept with the account of whoever is signed in: it is there on his next machine too."""
    chosen, user = request.POST.get("display", ""), request.viewer.user
    if chosen in DISPLAYS and user is not None:
        User.objects.filter(pk=user.pk).update(display=chosen)
    return _displayed(request, chosen)


def _displayed(request: HttpRequest, chosen: str) -> HttpResponse:
    """Back to the page that asked; the cookie serves pages that know nobody: before signing in, and errors."""
    response = redirect(way_back(request))
    if chosen in DISPLAYS:
        response.set_cookie(
            DISPLAY_COOKIE, chosen, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


def way_back(request: HttpRequest) -> str:
    """The page that asked, if it lies on this site."""
    asked = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if own else "/"


@placeless
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers; whether its database and broker do is asked elsewhere."""
    return HttpResponse("ok\n", content_type="text/plain")


@placeless
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve pages: its database answers. The broker is no part of it, since no request needs it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return HttpResponse("database away\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
