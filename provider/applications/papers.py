"""The papers of an application: which are asked for, which are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.evidence.purposes import PURPOSES, label_of
from beian.evidence.refusals import EvidenceRefused
from beian.filing.documents import FilingDocument
from beian.pages.forms import CodeRadios, PageForm
from beian.pages.words import day, size
from beian.people.access import Viewer
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
    camera: forms.BoundField | None = None
    earlier: forms.BoundField | None = None


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
            hint_of(purpose, document),
            required,
            [file for file in files if file.purpose == purpose],
            form[purpose] if form else None,
            form[camera_name(purpose)] if form else None,
            form[earlier_name(purpose)] if form and earlier_name(purpose) in form.fields else None,
        )
        for purpose, required in asked(document).items()
        if form is None or purpose in form.fields
    ]


def known_elsewhere(viewer: Viewer, application: Application) -> dict[str, list[EvidenceFile]]:
    """The owner's newest papers of his other applications here, by purpose: what need not be photographed again."""
    others = EvidenceFile.objects.visible_to(viewer).kept().filter(purpose__in=REUSED, complete=True)
    rows = others.exclude(application=application.uuid).order_by("-id")[:EARLIER_READ]
    found: dict[str, list[EvidenceFile]] = {}
    for row in rows:
        if len(found.setdefault(row.purpose, [])) < EARLIER_SHOWN:
            found[row.purpose].append(row)
    return found


# What proves the same person or unit again; an authorisation or an approval speaks of one website.
REUSED = ("owner_certificate", "principal_certificate", "domain_certificate")
EARLIER_READ, EARLIER_SHOWN = 30, 3


def camera_name(purpose: str) -> str:
    """The field that opens a phone's camera; beside it stands the one for files."""
    return f"camera-{purpose}"


# The fields that carry a paper of another name than their own, for decoding them beforehand.
CAMERAS = {camera_name(purpose): purpose for purpose in PURPOSES}


def earlier_name(purpose: str) -> str:
    return f"earlier-{purpose}"


def hint_of(purpose: str, document: FilingDocument) -> str:
    hints = {
        "owner_certificate": _("单位上传营业执照等证件原件的照片或扫描件，四角完整，字迹清楚。"),
        "principal_certificate": _("主体负责人证件的人像面和国徽面，可以拍在一张照片里。"),
        "authorisation": _("网站负责人不是法定代表人时，上传单位盖章的授权书。"),
        "pre_approval": _("上面填写的前置或专项审批的批准文件。"),
        "domain_certificate": _("域名注册商提供的证书，写明域名所有者。"),
    }
    if purpose == "owner_certificate" and document.of_person:
        return _("本人证件的人像面和国徽面，可以拍在一张照片里，四角完整，字迹清楚。")
    return hints.get(purpose, "")


class PaperField(forms.FileField):
    """A paper may come later, one at a time; `required` says that the application cannot do without it in the end."""

    def validate(self, value) -> None:
        """An empty choice is no mistake."""


class PapersForm(PageForm):
    """One file per purpose. What has been uploaded before stays; a later file of the same purpose comes beside it."""

    def __init__(
        self,
        data=None,
        files=None,
        *,
        document: FilingDocument,
        there: Collection[str] = (),
        only: Collection[str] | None = None,
        known: Mapping[str, list[EvidenceFile]] | None = None,
    ) -> None:
        """`there` are the purposes that have a paper, `only` those that may be brought now (None: all), `known` papers of other applications."""
        super().__init__(data, files)
        self.known, self.reused = known or {}, []
        wanted = {one: need for one, need in asked(document).items() if only is None or one in only}
        for purpose, required in wanted.items():
            attrs = {"accept": ",".join(PURPOSES[purpose].accepts), "data-preview": f"preview-{purpose}"}
            self.fields[purpose] = PaperField(
                label=label_of(purpose),
                help_text=hint_of(purpose, document),
                required=required and purpose not in there,
                widget=forms.FileInput(attrs=attrs),
            )
            camera = {"accept": "image/*", "capture": "environment", "data-preview": f"preview-{purpose}"}
            self.fields[camera_name(purpose)] = PaperField(
                label=_("用手机拍%(paper)s") % {"paper": label_of(purpose)},
                required=False,
                widget=forms.FileInput(attrs=camera),
            )
            self._offer_earlier(purpose)
        self.prepared: list[store.Prepared] = []

    def _offer_earlier(self, purpose: str) -> None:
        """A paper of an earlier application may stand here too."""
        files = self.known.get(purpose, [])
        if files:
            choices = [("", _("不用，另外上传")), *((str(file.uuid), _words(file)) for file in files)]
            self.fields[earlier_name(purpose)] = forms.ChoiceField(
                label=_("用以前交过的%(paper)s") % {"paper": label_of(purpose)},
                choices=choices,
                required=False,
                widget=CodeRadios,
            )

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        for purpose in [name for name in self.fields if name in PURPOSES]:
            self._reuse(purpose, cleaned.get(earlier_name(purpose)))
            for name in (purpose, camera_name(purpose)):
                self._take(name, purpose, cleaned.get(name))
        return cleaned

    def _take(self, name: str, purpose: str, upload: UploadedFile | None) -> None:
        if upload is None:
            return
        try:
            self.prepared.append(store.prepare(upload, purpose=purpose))
        except EvidenceRefused as refusal:
            self.add_error(name, str(refusal))

    def _reuse(self, purpose: str, chosen: str | None) -> None:
        self.reused += [file for file in self.known.get(purpose, []) if str(file.uuid) == chosen]


def _words(file: EvidenceFile) -> str:
    return _("%(day)s 交的一份（%(size)s）") % {"day": day(localdate(file.stored_at)), "size": size(file.size)}
