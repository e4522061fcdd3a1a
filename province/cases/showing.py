"""A sealed paper of a case drawn beside the fields (Q2)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from beian.evidence.models import EvidenceFile
from beian.evidence.openings import reason_of
from beian.evidence.purposes import PDF
from beian.pages.sealed import DRAWN, drawn
from beian.people.access import allow
from province.cases.page import one


@allow("province_support", "province_reviewer", "province_supervisor", "province_leader")
@require_GET
def case_paper(request: HttpRequest, code: str, pk: int, uuid: UUID) -> HttpResponse:
    """All its pages as one picture, as long as the provider's seal on it holds."""
    found = one(request, pk)
    files = EvidenceFile.objects.of(found.application).visible_to(request.viewer).filter(purpose__in=DRAWN)
    file = get_object_or_404(files, uuid=uuid, media_type=PDF)
    return drawn(file, reason=reason_of(request.viewer.roles), sealed_by=f"provider:{found.provider}")
