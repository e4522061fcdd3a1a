from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from beian.pages.forms import unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.permissions import Refused
from provider.counter.views import REPORTERS, filing_frame, mistake, one
from provider.hosting import transitions


@allow(*REPORTERS)
@require_POST
def access_open(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Open access to what has its number; before that it is refused."""
    record = one(request, uuid)
    try:
        transitions.open_access(application=record, by=request.viewer.user, now=timezone.now())
    except Refused as refusal:
        context = filing_frame(request, record) | {"mistakes": mistake(str(refusal))}
        return unprocessable(request, "provider/counter/filing.html", context)
    return redirect(here("filing", uuid))
