"""The counter's forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beian.evidence import store
from beian.evidence.purposes import PICTURES
from beian.evidence.refusals import EvidenceRefused
from beian.filing import documents, rules
from beian.filing.documents import FilingDocument
from beian.pages.forms import CodeCheckboxes, CodeRadios, CodeSelect, PageForm, PageFormSet, page_formset, sentence
from beian.reference.tables import table
from provider.applications.questions import language
from provider.counter.contacts import Contact
from provider.counter.models import AccessPreset, Outcome
from verification.photo import Taken, take
from verification.sheet.agreement import Capacity

MOST = 2**31 - 1
TITLE = re.compile(r"[0-9A-Za-z\u3400-\u9fff（）().·_ -]+")


class ReadForm(PageForm):
    """`revision` says which state of the application the clerk has read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)


class PassForm(ReadForm):
    """The clerk's own word that the contacts were reached; ticked beforehand where calls or codes show it."""

    reached = forms.BooleanField(
        label=_("已通过电话、邮件联系到负责人，联系方式正确"),
        error_messages={"required": _("请先打电话、发邮件核对联系方式，再勾选此项。")},
    )

    def __init__(self, *args: Any, proved: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if proved:
            self.fields["reached"].required, self.initial["reached"] = False, True


class CallForm(ReadForm):
    """One try to reach somebody: whom, what came of it."""

    item = forms.ChoiceField(label=_("联系方式"), widget=CodeSelect)
    outcome = forms.ChoiceField(label=_("结果"), widget=CodeSelect, choices=[("", _("请选择")), *Outcome.choices])
    note = forms.CharField(
        label=_("备注"), max_length=200, required=False, help_text=_("例如：本人已确认。不要写电话号码和证件号码。")
    )

    def __init__(self, *args: Any, contacts: Iterable[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(contact.path, f"{contact.label} {contact.shown}") for contact in contacts]
        self.fields["item"].choices = [("", _("请选择")), *choices]


class RevealForm(PageForm):
    reason = forms.CharField(
        label=_("查看原因"), max_length=200, help_text=_("例如：打电话核对联系方式。原因和查看人会记入日志。")
    )


class VersionForm(PageForm):
    """`version` counts the corrections that the verifier has before him."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)


class NoteForm(VersionForm):
    note = forms.CharField(
        label=_("更正说明"),
        max_length=200,
        help_text=_("写明依据，例如：按营业执照原件更正。记入核验单，不要写证件号码和电话。"),
    )


class DifferForm(VersionForm):
    note = forms.CharField(
        label=_("哪里不一致"),
        max_length=200,
        help_text=_("例如：原件上没有“科技”二字。主办者会在退回说明中看到，不要写姓名、证件号码和电话。"),
    )


class PhotoForm(PageForm):
    """The photo as it was uploaded; `taken` is what became of it."""

    photo = forms.FileField(
        label=_("现场照片"),
        help_text=_("彩色正面免冠，身后是幕布，JPEG 或 PNG，至少 640×480 像素。系统裁成 800×600 并加上时间。"),
        widget=forms.FileInput(
            attrs={"accept": ",".join(PICTURES), "data-preview": "preview-photo", "capture": "environment"}
        ),
    )

    taken: Taken | None = None

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_photo(self) -> Any:
        """What cannot become a photo is refused beside the field."""
        try:
            self.taken = take(self.cleaned_data["photo"], now=self.now or timezone.now())
        except EvidenceRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["photo"]


class AccessForm(PageForm):
    """Modes and server provinces; the address ranges stand in rows below. After `join`, `access` is what the document takes."""

    modes = forms.MultipleChoiceField(label=_("网站接入方式"), widget=CodeCheckboxes)
    server_provinces = forms.MultipleChoiceField(
        label=_("服务器放置地点"), widget=CodeCheckboxes, help_text=_("服务器实际所在的省，可以多选。")
    )
    keep_as = forms.CharField(
        label=_("保存为常用接入"),
        max_length=60,
        required=False,
        help_text=_("起一个名称，例如“北京云主机”，下次直接选用；同名的会被替换。"),
    )

    def __init__(self, data: Any = None, *, today: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["modes"].choices = table("access_modes").choices(today, language())
        self.fields["server_provinces"].choices = table("provinces").choices(today, language())
        self.access: dict[str, Any] = {}

    def clean_keep_as(self) -> str:
        """A name that reads as it is written: Chinese characters, letters, digits and a few signs."""
        title = self.cleaned_data["keep_as"]
        if title and not TITLE.fullmatch(title):
            raise forms.ValidationError(_("名称只能用汉字、字母、数字、空格、括号、点和横线。"))
        return title

    def join(self, rows: PageFormSet, provider: str) -> bool:
        """Whether form and rows together keep to the rules; findings go beside the field or row they are about."""
        chosen = self.is_valid()
        if not rows.is_valid():
            return False
        given = self.cleaned_data
        self.access = {
            "modes": [int(code) for code in given.get("modes", [])],
            "server_provinces": given.get("server_provinces", []),
            "ip_ranges": [{"start": row["start"], "end": row["end"]} for row in rows.rows],
        }
        for finding in _findings(self.access | {"provider": provider}):
            self._refuse(finding, rows)
        return chosen and not self.errors and not any(rows.errors)

    def _refuse(self, finding: Any, rows: PageFormSet) -> None:
        steps = finding.item.split(".")
        if steps[1] == "ip_ranges" and len(steps) == 4:
            kept = [form for form in rows.forms if form.has_changed() and not rows._should_delete_form(form)]
            row = kept[int(steps[2])]
            if row["end"].value() or "start" not in row.errors:
                row.add_error(steps[3], sentence(finding))
        elif steps[1] not in self.errors:
            self.add_error(steps[1] if steps[1] in self.fields else None, sentence(finding))


def _findings(access: dict[str, Any]) -> list:
    found = rules.check_document({"kind": "new_filing", "access": access})
    return [finding for finding in found if finding.rejects and finding.item.startswith("access.")]


class RangeForm(PageForm):
    start = forms.CharField(label=_("起始 IP 地址"), max_length=64)
    end = forms.CharField(label=_("终止 IP 地址"), max_length=64, required=False, help_text=_("只有一个地址时不用填。"))

    def clean(self) -> dict:
        """In the form that is compared; a single address is a range of one."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("start", "end"):
            if cleaned.get(name):
                cleaned[name] = rules.normal(f"access.ip_ranges[].{name}", cleaned[name])
        cleaned["end"] = cleaned.get("end") or cleaned.get("start", "")
        return cleaned


Ranges = page_formset(RangeForm, min_num=1, max_num=256)


class AgreementForm(PageForm):
    """Who signs, and in which capacity (B7a): filled in from the filing, so that one key is enough."""

    capacity = forms.ChoiceField(label=_("签署身份"), widget=CodeRadios)
    signer = forms.CharField(label=_("签署人姓名"), max_length=64)
    authorisation = forms.FileField(
        label=_("授权书"),
        required=False,
        help_text=_("受委托人签署时须留存授权书，图片或 PDF；主办者已经上传过的不用再交。"),
    )

    upload: store.Prepared | None = None

    def __init__(self, *args: Any, capacities: list[Capacity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].choices = [(one.code, one.label) for one in capacities]
        self.fields["capacity"].initial = capacities[0].code
        self.fields["signer"].initial = capacities[0].signer
        if not any(one.needs_authorisation for one in capacities):
            del self.fields["authorisation"]

    def clean_authorisation(self) -> Any:
        """Prepared outside the transaction; refused beside the field."""
        given = self.cleaned_data["authorisation"]
        if given:
            try:
                self.upload = store.prepare(given, purpose="authorisation")
            except EvidenceRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return given


class PresetForm(PageForm):
    """A usual access, the one used last chosen beforehand."""

    preset = forms.ModelChoiceField(label=_("常用接入"), queryset=None, widget=CodeSelect, empty_label=None)

    def __init__(self, *args: Any, presets: QuerySet[AccessPreset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].queryset = presets.order_by("-used_at", "-id")


def access_form(data: Any, document: FilingDocument, today: Any) -> AccessForm:
    held = documents.dump(document)["access"]
    initial = {"modes": [str(code) for code in held.get("modes", [])], "server_provinces": held.get("server_provinces")}
    return AccessForm(data, today=today, initial=initial)


def range_rows(data: Any, document: FilingDocument) -> PageFormSet:
    held = documents.dump(document)["access"].get("ip_ranges", [])
    return Ranges(data, prefix="ranges", initial=held)
