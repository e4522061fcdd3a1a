"""The desk's step of the sources: asked, and what they have answered so far (B8)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from beian.people.nodes import here
from provider.counter import deskpage, transitions
from provider.counter.desk import Desk


@deskpage.verifier
@require_POST
def visit_sources(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Ask, or ask anew what was not found to agree."""
    record = deskpage.waiting(request, uuid)
    transitions.ask_sources(application=record, by=request.viewer.user, now=timezone.now())
    return deskpage.onward(uuid)


@deskpage.verifier
@require_GET
def visit_answers(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The answers alone, for a page that waits for them; whoever opens the address gets the desk. They name items, never values."""
    record = deskpage.waiting(request, uuid)
    if "X-Requested-With" not in request.headers:
        return redirect(here("visit", uuid))
    return render(request, "provider/counter/visit_answers.html", {"application": record, "desk": Desk.of(record)})
