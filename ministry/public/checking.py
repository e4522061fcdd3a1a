"""Checking a certificate of filing: which one it is, whether it still stands, and whether a file is the one that was issued (B17, H1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from beian.pages.components import Answer
from beian.pages.forms import PageForm, unprocessable
from beian.pages.words import day, moment
from beian.papers import verifying
from beian.people import visits
from beian.people.access import beforehand, public
from beian.people.nodes import province_node
from ministry.public.certificates import PublicCertificate
from ministry.public.models import FILED, QueryEntry

PAGE = "ministry/public/certificate.html"
FIELD = "certificate"
# Ours are of forty to a hundred kilobytes.
MOST_BYTES = 1024 * 1024
# Files that one address may have looked at.
OFTEN = visits.Limit("certificate.check", most=30, span=timedelta(minutes=10))


@dataclass(frozen=True)
class Looked:
    """What a file is before it is known whose: the digest of its bytes, and what its seal says. The file itself is let go."""

    digest: str
    seal: verifying.Found


@dataclass(frozen=True)
class Verdict:
    """One sentence about a file, and what follows from it."""

    title: str
    text: str
    tone: str


class FileForm(PageForm):
    """The file to be looked at; nothing of it is kept."""

    certificate = forms.FileField(
        label=gettext_lazy("证书文件"),
        help_text=gettext_lazy("PDF，最大 1 MB。文件只用来比对，不会保存。"),
        error_messages={
            "required": gettext_lazy("请选择证书的 PDF 文件。"),
            "invalid": gettext_lazy("请选择证书的 PDF 文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择文件。"),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    def clean_certificate(self) -> Looked:
        upload = self.cleaned_data[FIELD]
        looked = getattr(upload, "looked", None)
        if looked is None:
            raise forms.ValidationError(_("文件超过 1 MB。备案电子证书不会这么大，请选择从平台下载的原文件。"))
        return looked


def look(request: HttpRequest) -> None:
    """Before any transaction: read the file once, keep its digest and what its seal says, and nothing of it. Not for whoever comes too often."""
    upload = request.FILES.get(FIELD)
    if upload is None or not visits.admit(request, OFTEN):
        return
    if isinstance(upload, UploadedFile) and (upload.size or 0) <= MOST_BYTES:
        data = upload.read()
        upload.looked = Looked(hashlib.sha256(data).hexdigest(), verifying.look(data))  # type: ignore[attr-defined]  # a form finds it beside the file that it belongs to


@public
@beforehand(look)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, token: UUID) -> HttpResponse:
    """One certificate: what it says in public, whether it stands; and a file held against it."""
    found = PublicCertificate.objects.visible_to(request.viewer).facts().filter(token=token).first()
    if found is None:
        return render(request, PAGE, {"form": FileForm(), "unknown": True}, status=404)
    if later := visits.turned_away(request):
        return _turned_away(request, later, _facts(request, found))
    form = _form(request)
    context = _facts(request, found) | {"form": form}
    if form.is_bound and not form.is_valid():
        return unprocessable(request, PAGE, context)
    if form.is_bound:
        context |= {"verdict": _held_against(request, form.cleaned_data[FIELD], found), "form": FileForm()}
    return render(request, PAGE, context)


@public
@beforehand(look)
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest) -> HttpResponse:
    """Which certificate a file is, for somebody who cannot scan its code."""
    if later := visits.turned_away(request):
        return _turned_away(request, later, {})
    form = _form(request)
    if not form.is_bound:
        return render(request, PAGE, {"form": form})
    if not form.is_valid():
        return unprocessable(request, PAGE, {"form": form})
    looked = form.cleaned_data[FIELD]
    found = _by_digest(request, looked.digest)
    context = _facts(request, found) if found else {}
    return render(request, PAGE, context | {"verdict": _unchanged() if found else _unknown(looked), "form": FileForm()})


def _turned_away(request: HttpRequest, later: visits.TurnedAway, context: dict[str, Any]) -> HttpResponse:
    """429: the page as it is, with when the file may be chosen again."""
    verdict = Verdict(_("文件还没有查验"), str(later), "warning")
    context |= {"verdict": verdict, "form": FileForm(), "refused": True}
    return later.told_by(render(request, PAGE, context, status=429))


def _form(request: HttpRequest) -> FileForm:
    return FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()


def _by_digest(request: HttpRequest, digest: str) -> PublicCertificate | None:
    return PublicCertificate.objects.visible_to(request.viewer).facts().filter(digest=digest).first()


def _held_against(request: HttpRequest, looked: Looked, found: PublicCertificate) -> Verdict:
    """Equal bytes are the certificate; anything else is another paper of the platform, or was changed, or never was one."""
    if looked.digest == found.digest:
        return _unchanged()
    other = _by_digest(request, looked.digest)
    if other is not None:
        which = {"number": other.filing_number, "version": other.version}
        text = _("您选择的文件是 %(number)s 第 %(version)d 版的证书，不是本页的这一份。") % which
        return Verdict(_("这是另一份证书"), text, "warning")
    seal = verifying.told(looked.seal)
    if seal.holds and seal.node == province_node(found.province):
        text = _("文件带有%(bureau)s完整的电子签章，但不是本页的证书。") % {"bureau": found.bureau}
        return Verdict(_("不是这份证书"), text, "warning")
    return _unknown(looked)


def _unchanged() -> Verdict:
    return Verdict(_("文件没有被改动"), _("与签发时的原文件逐字节一致，电子签章有效。"), "success")


def _unknown(looked: Looked) -> Verdict:
    """With the seal's own trouble in words: changed, something added, or none at all."""
    trouble = verifying.told(looked.seal).trouble or _("文件带有本平台的签章，但没有作为备案电子证书登记。")
    text = _("文件与任何一份签发的备案电子证书都不一致，请不要采信。%(trouble)s") % {"trouble": trouble}
    return Verdict(_("不是签发的原文件"), text, "danger")


def _facts(request: HttpRequest, found: PublicCertificate) -> dict:
    """What the certificate says, and how it stands now; a person's name stays masked, as in the public query."""
    title, text, tone = _standing(request, found)
    return {
        "certificate": found,
        "standing": Verdict(title, text, tone),
        "rows": [
            Answer(_("主体备案号"), found.filing_number),
            Answer(_("主办者名称"), found.subject_name),
            Answer(_("主办者性质"), found.nature_label),
            Answer(_("审核通过日期"), day(found.approved_on)),
            Answer(_("签发机关"), found.bureau),
            Answer(_("签发时间"), moment(found.issued_at)),
            Answer(_("证书版次"), _("第 %(version)d 版") % {"version": found.version}),
        ],
    }


def _standing(request: HttpRequest, found: PublicCertificate) -> tuple[str, str, str]:
    """In force, superseded, or void since the filing was cancelled: as the register stands at this moment."""
    entries = QueryEntry.objects.visible_to(request.viewer).facts().filter(filing_number=found.filing_number)
    if not any(entry.fact == FILED for entry in entries):
        return _("证书已失效"), _("该备案已经注销，证书不再有效。"), "danger"
    if found.superseded:
        return _("证书已被取代"), _("备案内容有过变更，已签发新的证书，请查验新证书。"), "warning"
    return _("证书有效"), _("该备案现行有效，证书内容如下。"), "success"
