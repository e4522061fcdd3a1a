"""Forms of revisits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.pages.days import DayField
from beian.pages.forms import CodeRadios, CodeSelect, DateInput, PageForm
from provider.counter.revisits.models import How, OwnerKind, Revisit, State
from provider.counter.revisits.permissions import results_for

DAY_FORMATS = ["%Y-%m-%d"]


class PlanForm(PageForm):
    """A plan: period, what it draws from, and how many a month."""

    title = forms.CharField(label=_("计划名称"), max_length=60, help_text=_("例如：2027年第一季度回访。"))
    first = DayField(
        label=_("从哪个月开始"), widget=DateInput, input_formats=DAY_FORMATS, help_text=_("填这个月的任意一天。")
    )
    months = forms.IntegerField(label=_("历时（月）"), min_value=1, max_value=24)
    share = forms.IntegerField(label=_("抽取比例（%）"), min_value=1, max_value=100)
    quota = forms.IntegerField(label=_("每月最多回访（件）"), min_value=1, max_value=100_000)
    owner_kind = forms.ChoiceField(label=_("主办者"), required=False, widget=CodeSelect, choices=OwnerKind.choices)
    granted_before = DayField(
        label=_("只抽这天以前备案的"), required=False, widget=DateInput, input_formats=DAY_FORMATS
    )
    unseen_since = DayField(
        label=_("只抽这天以来没有回访过的"), required=False, widget=DateInput, input_formats=DAY_FORMATS
    )
    seed = forms.CharField(
        label=_("抽样种子"), max_length=60, help_text=_("任意文字；同样的种子和范围会抽出同样的备案，可以复核。")
    )


class NoteForm(PageForm):
    """What a contact gave."""

    how = forms.ChoiceField(label=_("联系方式"), choices=How.choices, widget=CodeRadios)
    result = forms.ChoiceField(label=_("结果"), widget=CodeRadios)
    due_on = DayField(
        label=_("更新期限"),
        required=False,
        widget=DateInput,
        input_formats=DAY_FORMATS,
        help_text=_("“已变更”和“拒绝更新”必填；会用短信告诉主办者。"),
    )
    note = forms.CharField(
        label=_("备注"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不要写电话号码和证件号码。"),
    )

    def __init__(self, *args: Any, revisit: Revisit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [(state.value, state.label) for state in results_for(revisit)]
        if not set(results_for(revisit)) & {State.PROMISED, State.REFUSED}:
            del self.fields["due_on"]  # nothing that may come of it has a date

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        dated = cleaned.get("result") in (State.PROMISED, State.REFUSED)
        if dated and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _t("请填写要求主办者更新的期限。"))
        return cleaned

    @property
    def due(self) -> date | None:
        return self.cleaned_data.get("due_on")
