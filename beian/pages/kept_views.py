"""After signing in again: what was being sent when the session ended, ready to go on with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from beian.people import kept as keeping
from beian.people.access import signing_in
from beian.people.nodes import here

TEMPLATE = "pages/kept.html"


@signing_in
@require_GET
def kept(request: HttpRequest, code: str = "") -> HttpResponse:
    """The form as it was sent, for its own person; somebody else finds nothing here and goes to his own work."""
    user = request.viewer.user
    if user is None:
        return redirect(here("home"))
    found = keeping.of(user, now=timezone.now())
    if found is None:
        return redirect(here("home"))
    response = render(request, TEMPLATE, {"kept": found, "again": keeping.AGAIN, "from": found["from"]})
    response["Cache-Control"] = "no-store"
    return response
