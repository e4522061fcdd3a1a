"""The certificate of filing on its last way: kept for the owner, who downloads it from his application's page (B17)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.evidence.refusals import EvidenceAbsent
from beian.evidence.views import headers_of
from beian.people.access import Viewer, allow
from provider.applications.models import Application
from provider.applications.reaching import mine

PURPOSE = "certificate"


def newest(viewer: Viewer, application: Application) -> EvidenceFile | None:
    """The certificate in force, None while it is being made: a later one is always kept later."""
    kept = EvidenceFile.objects.visible_to(viewer).kept().filter(application=application.uuid, purpose=PURPOSE)
    return kept.filter(complete=True).order_by("-id").first()


@allow("site_owner")
@require_GET
def application_certificate(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The document, for its owner; that he took it is logged."""
    record = mine(request, uuid)
    found = newest(request.viewer, record)
    if found is None:
        raise Http404(_("证书正在制作，通常几分钟内完成，请稍后再来。"))
    try:
        data = store.read(found, reason="own")
    except EvidenceAbsent as absent:
        raise Http404(_("证书正在传送，请稍后再来。")) from absent
    name = _("备案电子证书-%(number)s.pdf") % {"number": record.filing_number}
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, headers=headers_of(found) | {"Content-Disposition": disposition})
