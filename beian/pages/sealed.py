"""A sealed paper drawn beside other things: turned and enlarged like a picture, and its opening logged like any other (Q2)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from beian import papers
from beian.evidence.models import EvidenceFile
from beian.evidence.purposes import PDF
from beian.evidence.views import headers_of, opened
from beian.papers.showing import picture_of

# Made and sealed by the platform at the desk, and so drawn on a page; what owners upload as PDF is only downloaded.
DRAWN = ("verification_sheet", "agreement")
_AS_PICTURE = {"Content-Type": "image/png", "Content-Disposition": "inline"}


def is_drawn(file: EvidenceFile) -> bool:
    return file.purpose in DRAWN and file.media_type == PDF


def drawn(file: EvidenceFile, *, reason: str, sealed_by: str) -> HttpResponse:
    """All its pages as one picture, as long as the seal of the node `sealed_by` on it holds; Http404 says why it is not drawn."""
    data = opened(file, reason=reason)
    seal = papers.verify(data)
    if not seal.holds or seal.node != sealed_by:
        raise Http404(_("这份文件的电子签章不完整，不在页面上显示。请下载后核对，并向接入服务商查问。"))
    try:
        picture = picture_of(data)
    except papers.PaperRefused as refusal:
        raise Http404(_("这份文件不能在页面上显示，请下载后查看。")) from refusal
    return HttpResponse(picture, headers=headers_of(file) | _AS_PICTURE)
