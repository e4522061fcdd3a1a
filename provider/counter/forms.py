"""The counter's forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beian.evidence import store
from beian.evidence.purposes import PICTURES
from beian.evidence.refusals import EvidenceRefused
from beian.filing import documents, rules
from beian.filing.documents import FilingDocument
from beian.pages.forms import CodeCheckboxes, CodeSelect, PageForm, PageFormSet, page_formset, sentence
from beian.reference.tables import table
from provider.applications.questions import language
from provider.counter.contacts import Contact
from provider.counter.models import Outcome

MOST = 2**31 - 1


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


class PhotoForm(PageForm):
    photo = forms.FileField(
        label=_("现场照片"),
        help_text=_("彩色正面免冠，看得到幕布标识和拍照时间，正好 800×600 像素，JPEG 或 PNG。"),
        widget=forms.FileInput(attrs={"accept": ",".join(PICTURES), "data-preview": "preview-photo"}),
    )

    prepared: store.Prepared | None = None

    def clean_photo(self) -> Any:
        """The measured size stands in the refusal."""
        try:
            self.prepared = store.prepare(self.cleaned_data["photo"], purpose="desk_photo")
        except EvidenceRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["photo"]


class AccessForm(PageForm):
    """Modes and server provinces; the address ranges stand in rows below. After `join`, `access` is what the document takes."""

    modes = forms.MultipleChoiceField(label=_("网站接入方式"), widget=CodeCheckboxes)
    server_provinces = forms.MultipleChoiceField(
        label=_("服务器放置地点"), widget=CodeCheckboxes, help_text=_("服务器实际所在的省，可以多选。")
    )

    def __init__(self, data: Any = None, *, today: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["modes"].choices = table("access_modes").choices(today, language())
        self.fields["server_provinces"].choices = table("provinces").choices(today, language())
        self.access: dict[str, Any] = {}

    def join(self, rows: PageFormSet, provider: str) -> bool:
        """Whether form and rows together keep to the rules; findings go beside the field or row they are about."""
        if not all([self.is_valid(), rows.is_valid()]):
            return False
        self.access = {
            "modes": [int(code) for code in self.cleaned_data["modes"]],
            "server_provinces": self.cleaned_data["server_provinces"],
            "ip_ranges": [{"start": row["start"], "end": row["end"]} for row in rows.rows],
        }
        for finding in _findings(self.access | {"provider": provider}):
            self._refuse(finding, rows)
        return not self.errors and not any(rows.errors)

    def _refuse(self, finding: Any, rows: PageFormSet) -> None:
        steps = finding.item.split(".")
        if steps[1] == "ip_ranges" and len(steps) == 4:
            kept = [form for form in rows.forms if form.has_changed() and not rows._should_delete_form(form)]
            kept[int(steps[2])].add_error(steps[3], sentence(finding))
        else:
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


def access_form(data: Any, document: FilingDocument, today: Any) -> AccessForm:
    held = documents.dump(document)["access"]
    initial = {"modes": [str(code) for code in held.get("modes", [])], "server_provinces": held.get("server_provinces")}
    return AccessForm(data, today=today, initial=initial)


def range_rows(data: Any, document: FilingDocument) -> PageFormSet:
    held = documents.dump(document)["access"].get("ip_ranges", [])
    return Ranges(data, prefix="ranges", initial=held)
