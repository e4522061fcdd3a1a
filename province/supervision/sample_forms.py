from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.pages.forms import CodeRadios, CodeSelect, PageForm
from beian.pages.months import MonthField
from province.supervision.inspections import MOST, SampleItem
from verification.sampling.causes import CAUSES

FEW = 20


class DrawForm(PageForm):
    """Of whose filings, of which month, how many."""

    provider = forms.CharField(
        label=_("接入服务商"), max_length=100, help_text=_("服务商代码，或名称（可只写一部分）。")
    )
    month = MonthField(label=_("上报月份"), help_text=_("例如 2026-11"))
    size = forms.IntegerField(
        label=_("抽取份数"),
        min_value=1,
        max_value=MOST,
        initial=FEW,
        help_text=_("最多 200 份；上报不足此数时全部抽取。"),
    )
    note = forms.CharField(
        label=_("抽检事由"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FindingForm(PageForm):
    """What was found in one filing."""

    finding = forms.ChoiceField(label=_("结论"), choices=SampleItem.Finding.choices, widget=CodeRadios)
    cause = forms.ChoiceField(
        label=_("不合格原因"),
        required=False,
        choices=[("", _("请选择")), *CAUSES.items()],
        widget=CodeSelect,
        help_text=_("结论为不合格时选择。"),
    )
    words = forms.CharField(
        label=_("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("服务商会看到；不要写出个人信息。"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("finding") == SampleItem.Finding.FAIL and not data.get("cause"):
            self.add_error("cause", _t("结论为不合格时，请选择原因。"))
        if data.get("cause") == "other" and not data.get("words"):
            self.add_error("words", _t("选择“其他”时，请写明情况。"))
        return data
