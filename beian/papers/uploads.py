"""An uploaded PDF, looked at outside the transaction: only the question whose key it is needs the database."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from beian.papers import verifying

MOST_BYTES = 8 * 1024 * 1024


class NotAPaper(ValueError):
    """Why the upload cannot be checked; str() is the sentence for whoever uploaded it."""


def look(request: HttpRequest) -> None:
    """For `people.access.beforehand`: every upload gets `looked`, what was found or NotAPaper."""
    for upload in request.FILES.values():
        upload.looked = _looked(upload)


def _looked(upload) -> verifying.Found | NotAPaper:
    if upload.size > MOST_BYTES:
        return NotAPaper(_("文件超过 8 MB，不是本平台出具的文件。"))
    data = upload.read(MOST_BYTES + 1)
    if not data:
        return NotAPaper(_("文件是空的，请重新选择文件。"))
    if not data.startswith(b"%PDF-"):
        return NotAPaper(_("这不是 PDF 文件。请上传本平台出具的 PDF 原件，照片和扫描件无法查验签章。"))
    return verifying.look(data)
