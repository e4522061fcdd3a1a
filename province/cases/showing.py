"""A sealed paper of a case drawn beside the fields: turned and enlarged like a picture, and its opening logged like any other (Q2)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beian import papers
from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.evidence.openings import reason_of
from beian.evidence.purposes import PDF
from beian.evidence.refusals import EvidenceAbsent
from beian.evidence.views import headers_of
from beian.papers.showing import picture_of
from beian.people.access import allow
from province.cases.onsite import DRAWN
from province.cases.page import one


@allow("province_support", "province_reviewer", "province_supervisor", "province_leader")
@require_GET
def case_paper(request: HttpRequest, code: str, pk: int, uuid: UUID) -> HttpResponse:
    """All its pages as one picture, as long as the provider's seal on it holds."""
    found = one(request, pk)
    files = EvidenceFile.objects.of(found.application).visible_to(request.viewer).filter(purpose__in=DRAWN)
    file = get_object_or_404(files, uuid=uuid, media_type=PDF)
    try:
        data = store.read(file, reason=reason_of(request.viewer.roles))
    except EvidenceAbsent as absent:
        raise Http404(_("文件尚未从上一级系统传到这里，请稍后再看。")) from absent
    seal = papers.verify(data)
    if not seal.holds or seal.node != f"provider:{found.provider}":
        raise Http404(_("这份文件的电子签章不完整，不在页面上显示。请下载后核对，并向接入服务商查问。"))
    try:
        picture = picture_of(data)
    except papers.PaperRefused as refusal:
        raise Http404(_("这份文件不能在页面上显示，请下载后查看。")) from refusal
    return HttpResponse(picture, headers=headers_of(file) | _AS_PICTURE)


_AS_PICTURE = {"Content-Type": "image/png", "Content-Disposition": "inline"}
