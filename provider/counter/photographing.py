"""The desk's step of the photo: taken, judged, kept; a doubt overruled with a reason that the reviewer sees (B6)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from beian.people.access import beforehand
from provider.applications.permissions import Refused
from provider.counter import deskpage, transitions
from provider.counter.forms import PhotoForm
from provider.counter.views import mistake
from verification import photo


@deskpage.verifier
@beforehand(photo.decode("photo", clock=timezone.now))
@require_POST
def visit_photo(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The photo taken at the desk. One that fails a check is refused with what was measured; one in doubt waits for a reason."""
    record, now = deskpage.waiting(request, uuid), timezone.now()
    form = PhotoForm(request.POST, request.FILES, now=now)
    if not form.is_valid():
        return deskpage.refused(request, record, photo_form=form, current="photo")
    try:
        with transaction.atomic():  # a visit that a refused photo would have begun is not shown as begun
            transitions.keep_photo(
                application=record,
                taken=form.taken,
                overruled=photo.reasons(request.POST),
                by=request.viewer.user,
                now=now,
            )
    except photo.PhotoRefused as refusal:
        return deskpage.refused(
            request, record, mistakes=mistake(str(refusal)), rejected=refusal.verdict, current="photo"
        )
    except Refused as refusal:
        return deskpage.refused(request, record, mistakes=mistake(str(refusal)), current="photo")
    return deskpage.onward(uuid)


@deskpage.verifier
@require_POST
def visit_settle(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The reasons for going on with a doubtful photo."""
    record, reasons = deskpage.waiting(request, uuid), photo.reasons(request.POST)
    try:
        transitions.settle_photo(application=record, overruled=reasons, by=request.viewer.user, now=timezone.now())
    except (photo.PhotoRefused, Refused) as refusal:
        return deskpage.refused(request, record, mistakes=mistake(str(refusal)), reasons=reasons, current="photo")
    return deskpage.onward(uuid)
