"""Pages for what went wrong. They need no database: what failed may be the database itself."""

from __future__ import annotations

import logging
import sys
import uuid
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from beian.evidence.refusals import NoRoom
from beian.filing.sealing import Disposed
from beian.pages.context import Page
from beian.pages.words import moment
from beian.people import kept

log = logging.getLogger(__name__)
RETRY_SECONDS = 30
CROSSED = ("40P01", "40001")  # deadlock, serialisation failure: another transaction was let through


class Conflict(Exception):
    """Somebody else was faster (409): who did what, when; `back` is the address of the record as it is now."""

    def __init__(self, *, who: str, what: str, when: datetime | None = None, back: str = "") -> None:
        super().__init__(f"{who}: {what}")
        self.who, self.what, self.when, self.back = who, what, when, back


class Unavailable(Exception):
    """Something that this page needs does not answer just now (503)."""


class ErrorPages:
    """Middleware: refusals of our own that Django has no page for. Stands last, inside the scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Conflict):
            return conflict(request, exception)
        if isinstance(exception, Unavailable):
            return unavailable(request, str(exception))
        if isinstance(exception, NoRoom):
            return show(request, "507.html", 507, reason=str(exception))
        if isinstance(exception, Disposed):
            return show(request, "410.html", 410)
        if isinstance(exception, OperationalError) and getattr(exception.__cause__, "pgcode", "") in CROSSED:
            response = unavailable(request)
            response.crossed = True  # the scope may try once more: nothing of this try is left
            return response
        return None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for a body over the limit."""
    if isinstance(exception, RequestDataTooBig):
        return show(request, "413.html", 413)
    return show(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the sentence of the refusal, which names the role needed."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return show(request, "403.html", 403, reason=reason)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show(request, "404.html", 404)


def conflict(request: HttpRequest, refusal: Conflict) -> HttpResponse:
    return show(request, "409.html", 409, conflict=refusal, when=moment(refusal.when))


def unavailable(request: HttpRequest, reason: str = "") -> HttpResponse:
    response = show(request, "503.html", 503, reason=reason, **typed(request))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a trace number that the log holds too; 503 where the database is away."""
    failure = sys.exc_info()[1]
    if isinstance(failure, (OperationalError, InterfaceError)):
        return unavailable(request)
    trace = trace_number(request)
    log.error("trace %s: %s %s", trace, request.method, request.path, exc_info=failure)
    return show(request, "500.html", 500, trace=trace, **typed(request))


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: nothing was saved, and what was typed on a page of ours can be had again."""
    return show(request, "errors/csrf.html", 403, again=kept.AGAIN, **typed(request))


def typed(request: HttpRequest) -> dict[str, object]:
    """What a form of this very site was sending, to be offered once more; secrets and files left out.

    A form from elsewhere gets nothing: its fields are not the visitor's, and a button here would act for him.
    """
    own = f"{request.scheme}://{request.get_host()}"
    if request.method != "POST" or request.headers.get("Origin", "") != own:
        return {}
    try:
        fields = kept.fields_of(request)
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError):
        return {}
    if not fields:
        return {}
    files = bool(request.FILES)
    again = {"action": request.get_full_path(), "from": kept.came_from(request), "csrf_token": get_token(request)}
    return {"fields": fields, "files": files, **again}


def trace_number(request: HttpRequest) -> str:
    """The request's trace id where a middleware gave one, else a new one: 12 characters to read out on the phone."""
    given = getattr(request, "trace_id", "")
    return str(given or uuid.uuid4().hex)[:12]


def show(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """An error page without context processors, and plain text where even the template fails."""
    frame = Page(request, reading=False)
    try:
        body = render_to_string(template, {"page": frame, "request": request, **context})
    except Exception:
        log.exception("error page %s could not be drawn", template)
        return HttpResponse(_("系统出错，请稍后再试。"), status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(body, status=status)
