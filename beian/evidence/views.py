from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.evidence.openings import NotAReason, reason_of
from beian.evidence.refusals import EvidenceAbsent
from beian.people.access import allow


@allow(
    "site_owner",
    "provider_clerk",
    "provider_verifier",
    "provider_admin",
    "province_support",
    "province_reviewer",
    "province_supervisor",
    "province_leader",
)
@require_GET
def evidence_file(request: HttpRequest, uuid: UUID, code: str = "") -> HttpResponse:
    """One document, decrypted in memory; opening it is a reading that is logged with its reason: `?for=` of openings.py, or what the role does with papers."""
    evidence = get_object_or_404(EvidenceFile.objects.visible_to(request.viewer).kept(), uuid=uuid)
    try:
        reason = reason_of(request.viewer.roles, request.GET.get("for", ""))
    except NotAReason as unknown:
        raise Http404(_("没有这个文件。")) from unknown
    return shown(evidence, reason=reason)


def shown(evidence: EvidenceFile, *, reason: str) -> HttpResponse:
    """The document as it is kept, its opening logged; 404 where the file is not here."""
    return HttpResponse(opened(evidence, reason=reason), headers=headers_of(evidence))


def opened(evidence: EvidenceFile, *, reason: str) -> bytes:
    """The document in the clear for an answer, its opening logged; Http404 where the file is not here."""
    try:
        return store.read(evidence, reason=reason)
    except EvidenceAbsent as absent:
        raise Http404(_("文件尚未从上一级系统传到这里，请稍后再看。")) from absent


def headers_of(evidence: EvidenceFile) -> dict[str, str]:
    """Kept nowhere on the way, never taken for another type; a PDF is only downloaded, and could run nothing if shown."""
    return {
        "Content-Type": evidence.media_type,
        "Content-Disposition": content_disposition_header(not evidence.is_picture, evidence.name) or "inline",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
