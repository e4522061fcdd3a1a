"""The papers of an application: which are asked for, which are there."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.evidence.purposes import PICTURES, PURPOSES, label_of
from beian.evidence.refusals import EvidenceRefused
from beian.filing.documents import FilingDocument
from beian.pages.forms import PageForm
from provider.applications import answers
from provider.applications.models import Application


class Paper(NamedTuple):
    """One purpose on the page: what has been uploaded for it, and whether the application cannot do without."""

    purpose: str
    label: str
    hint: str
    required: bool
    files: list[EvidenceFile]
    field: forms.BoundField | None = None


def asked(document: FilingDocument) -> dict[str, bool]:
    """Purpose → required, in the order of the page (B7; P10 一1(3); D2)."""
    found = {"owner_certificate": True}
    if not document.of_person:
        found["principal_certificate"] = True
        if document.sites and not answers.is_same_principal(document, 0):
            found["authorisation"] = False
    if any(site.pre_approvals for site in document.sites):
        found["pre_approval"] = True
    return found | {"domain_certificate": False}


def kept(application: Application) -> QuerySet[EvidenceFile]:
    return EvidenceFile.objects.of(application.uuid)


def still_needed(application: Application, document: FilingDocument) -> list[str]:
    """Purposes that are required and have no paper yet."""
    there = set(kept(application).values_list("purpose", flat=True))
    return [purpose for purpose, required in asked(document).items() if required and purpose not in there]


def on_page(
    application: Application, document: FilingDocument, form: PapersForm | None = None, files: list | None = None
) -> list[Paper]:
    files = list(kept(application)) if files is None else files
    return [
        Paper(
            purpose,
            label_of(purpose),
            _hint(purpose, document),
            required,
            [file for file in files if file.purpose == purpose],
            form[purpose] if form else None,
        )
        for purpose, required in asked(document).items()
    ]


def _hint(purpose: str, document: FilingDocument) -> str:
    hints = {
        "owner_certificate": _("单位上传营业执照等证件原件的照片或扫描件，四角完整，字迹清楚。"),
        "principal_certificate": _("主体负责人证件的人像面和国徽面，可以拍在一张照片里。"),
        "authorisation": _("网站负责人不是法定代表人时，上传单位盖章的授权书。"),
        "pre_approval": _("上面填写的前置或专项审批的批准文件。"),
        "domain_certificate": _("域名注册商提供的证书，写明域名所有者。"),
    }
    if purpose == "owner_certificate" and document.of_person:
        return _("本人证件的人像面和国徽面，可以拍在一张照片里，四角完整，字迹清楚。")
    return hints[purpose]


class PaperField(forms.FileField):
    """A paper may come later, one at a time; `required` says that the application cannot do without it in the end."""

    def validate(self, value) -> None:
        """An empty choice is no mistake."""


class PapersForm(PageForm):
    """One file per purpose. What has been uploaded before stays; a later file of the same purpose comes beside it."""

    def __init__(self, data=None, files=None, *, document: FilingDocument, there: Collection[str] = ()) -> None:
        super().__init__(data, files)
        for purpose, required in asked(document).items():
            accepts = PURPOSES[purpose].accepts
            attrs = {"accept": ",".join(accepts), "data-preview": f"preview-{purpose}"}
            if accepts == PICTURES:
                attrs["capture"] = "environment"
            self.fields[purpose] = PaperField(
                label=label_of(purpose),
                help_text=_hint(purpose, document),
                required=required and purpose not in there,
                widget=forms.FileInput(attrs=attrs),
            )
        self.prepared: list[store.Prepared] = []

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        for purpose in self.fields:
            upload = cleaned.get(purpose)
            if upload is None:
                continue
            try:
                self.prepared.append(store.prepare(upload, purpose=purpose))
            except EvidenceRefused as refusal:
                self.add_error(purpose, str(refusal))
        return cleaned
