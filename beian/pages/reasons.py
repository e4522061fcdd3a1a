"""The form in which an officer sends an application back: one row per item, each with code, words and remedy."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from beian.filing import reasons
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.forms import CodeSelect, PageForm, PageFormSet, page_formset

MOST = 30
PAPERS = ("owner_certificate", "principal_certificate", "desk_photo")


class ReasonForm(PageForm):
    item = forms.ChoiceField(label=_("退回的项目"), widget=CodeSelect)
    code = forms.ChoiceField(label=_("理由"), widget=CodeSelect)
    text = forms.CharField(
        label=_("给主办者的说明"),
        required=False,
        max_length=500,
        help_text=_("不填时采用理由的标准说明。不要写证件号码和电话。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    suggestion = forms.CharField(
        label=_("怎样改正"),
        required=False,
        max_length=500,
        help_text=_("不填时采用理由的标准建议。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    OWN_WORDS = {
        "text": _("选择“其他”时，请写明是什么问题。"),
        "suggestion": _("选择“其他”时，请写明怎样改正。"),
    }

    def __init__(self, *args, document: FilingDocument, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        papers = [(purpose, reading.label_of(purpose)) for purpose in PAPERS]
        self.fields["item"].choices = [("", _("请选择")), *reading.labels(document).items(), *papers]
        self.fields["code"].choices = [("", _("请选择")), *reasons.choices()]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("code") == "other":
            for name, refusal in self.OWN_WORDS.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, refusal)
        return cleaned


ReasonFormSet = page_formset(ReasonForm, min_num=1, max_num=MOST)


def reason_rows(request, document: FilingDocument, *, chosen: bool) -> PageFormSet:
    """The rows, bound to what was sent where sending back was chosen."""
    data = request.POST if chosen else None
    return ReasonFormSet(data, prefix="reasons", form_kwargs={"document": document})


def reasons_of(rows: PageFormSet) -> list[dict[str, str]]:
    """What the valid rows say, in their order."""
    return [reasons.reason(**row) for row in rows.rows]
