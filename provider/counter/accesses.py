"""The desk's step of access: the provider's own data, typed once and kept as a usual access from then on (B9)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from beian.people.nodes import code_of
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter import deskpage, transitions
from provider.counter.forms import AccessForm, PresetForm, access_form, range_rows
from provider.counter.models import AccessPreset
from provider.counter.views import mistake


@deskpage.verifier
@require_POST
def visit_access(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The access as typed, under the provider's own code; kept as a usual one where it was given a title."""
    record = deskpage.waiting(request, uuid)
    document = record.open_document()
    form, rows = access_form(request.POST, document, timezone.localdate()), range_rows(request.POST, document)
    if rows.row_asked:
        context = {"access_form": form.unvalidated(), "ranges": rows.with_another_row(), "current": "access"}
        return deskpage.shown(request, record, **context)
    if not form.join(rows, code_of(request.viewer.node)):
        return deskpage.refused(request, record, access_form=form, ranges=rows, current="access")
    return _keep(request, record, form)


def _keep(request: HttpRequest, record: Application, form: AccessForm) -> HttpResponse:
    now, title = timezone.now(), form.cleaned_data["keep_as"]
    transitions.set_access(application=record, access=form.access, now=now)
    if title:
        transitions.keep_preset(title=title, access=form.access, by=request.viewer.user, now=now)
    return deskpage.onward(record.uuid)


@deskpage.verifier
@require_POST
def visit_preset(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take a usual access, or drop it from the list for everybody here."""
    record = deskpage.waiting(request, uuid)
    form = PresetForm(request.POST, presets=AccessPreset.objects.visible_to(request.viewer))
    if not form.is_valid():
        return deskpage.refused(request, record, preset_form=form, current="access")
    preset = form.cleaned_data["preset"]
    if request.POST.get("then") == "drop":
        transitions.drop_preset(preset=preset)
        return deskpage.onward(uuid)
    try:
        transitions.use_preset(application=record, preset=preset, now=timezone.now())
    except Refused as refusal:
        return deskpage.refused(request, record, mistakes=mistake(str(refusal)), current="access")
    return deskpage.onward(uuid)
