from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beian.evidence.purposes import PURPOSES, label_of
from beian.filing.documents import FilingDocument
from beian.filing.items import BY_KEY
from beian.filing.rules.packs.parameters import item_label
from beian.pages.forms import ROW_BUTTON, CodeRadios, CodeSelect, PageForm, page_formset
from beian.pages.reasons import MOST, ReasonForm
from province.cases import library
from province.cases.library import Reason
from province.cases.records import CALL_RESULTS

APPROVE, RETURN = "approve", "return"
MARKS, FILL = (
    "marks",
    "fill",
)  # beside the formset's own button: a row for each marked item, words for each reason chosen
AGREE, DISAGREE = "agree", "disagree"
LARGEST = 2**62


class Standing(PageForm):
    """What every decision says of the page that it was made on: the state read, whether under a claim, and what comes next."""

    revision = forms.IntegerField(label=_("案件版本"), widget=forms.HiddenInput, min_value=0, max_value=LARGEST)
    leased = forms.BooleanField(label=_("已领取"), widget=forms.HiddenInput, required=False)
    again = forms.BooleanField(label=_("重新领取"), widget=forms.HiddenInput, required=False)
    next = forms.BooleanField(label=_("办完打开下一件"), required=False)


class DecisionForm(Standing):
    """The reviewer's word, given by the button. `revision` says which state of the case he has read."""

    decision = forms.ChoiceField(
        label=_("审核意见"), choices=[(APPROVE, _("通过")), (RETURN, _("退回修改"))], widget=forms.HiddenInput
    )

    @property
    def returns(self) -> bool:
        return self.data.get("decision") == RETURN or ROW_BUTTON in self.data


class LookForm(Standing):
    """The second reviewer's word on somebody else's decision; who does not agree says why."""

    decision = forms.ChoiceField(
        label=_("复核意见"), choices=[(AGREE, _("同意")), (DISAGREE, _("不同意"))], widget=forms.HiddenInput
    )
    words = forms.CharField(
        label=_("不同意的原因"),
        required=False,
        max_length=500,
        help_text=_("案件回到审核中，原审核员和后来的审核员都看得到。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == DISAGREE and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("不同意时，请写明原因。"))
        return cleaned


class ReasonRow(ReasonForm):
    """One reason of a return, chosen from the bureau's library."""

    def __init__(self, *args: Any, document: FilingDocument, reasons: Mapping[str, Reason], **kwargs: Any) -> None:
        super().__init__(*args, document=document, **kwargs)
        code = self.fields["code"]
        assert isinstance(code, forms.ChoiceField)
        code.choices = [("", _("请选择")), *library.choices(reasons)]


ReasonRows = page_formset(ReasonRow, min_num=1, max_num=MOST)


class RevealForm(PageForm):
    reason = forms.CharField(
        label=_("查看原因"), max_length=200, help_text=_("例如：打电话核实负责人身份。原因和查看人会记入日志。")
    )


class EditionForm(PageForm):
    """Which edition of a reason the supervisor has read."""

    version = forms.IntegerField(label=_("版本"), widget=forms.HiddenInput, min_value=0, max_value=LARGEST)


class LibraryForm(EditionForm):
    """One reason of the library."""

    label = forms.CharField(label=_("名称"), max_length=40, help_text=_("审核员在列表里看到的，例如：域名证书过期。"))
    item = forms.ChoiceField(
        label=_("适用项目"),
        required=False,
        widget=CodeSelect,
        help_text=_("在这一项上标记退回时，先给出这条理由。"),
    )
    text = forms.CharField(
        label=_("给主办者的说明"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("说明哪里不对。"),
    )
    suggestion = forms.CharField(
        label=_("怎样改正"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("说明怎么改、交什么。"),
    )
    article = forms.CharField(
        label=_("依据"), max_length=60, help_text=_("例如：《互联网站备案管理工作细则》第二十条。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)
        item.choices = item_choices()


def item_choices() -> list[tuple[str, Any]]:
    """Any item, every item of the form, and the papers."""
    items = [(item.key.removesuffix("[]"), item_label(key)) for key, item in BY_KEY.items()]
    return [("", _("任何项目")), *items, *((code, label_of(code)) for code in PURPOSES)]


class LibraryFilter(PageForm):
    words = forms.CharField(label=_("包含"), required=False, max_length=60)
    origin = forms.ChoiceField(
        label=_("来源"),
        required=False,
        widget=CodeSelect,
        choices=[("", _("全部")), ("common", _("全国通用")), ("own", _("本省自定"))],
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        widget=CodeSelect,
        choices=[("", _("全部")), ("used", _("使用中")), ("retired", _("已停用"))],
    )


class RateForm(PageForm):
    known = forms.IntegerField(label=_("版本"), widget=forms.HiddenInput, min_value=0, max_value=LARGEST)
    percent = forms.IntegerField(
        label=_("复核比例（%）"),
        min_value=0,
        max_value=100,
        help_text=_("0 表示不复核，100 表示每件都复核。对此后作出的决定生效。"),
        error_messages={"min_value": _("请填写 0 到 100 的整数。"), "max_value": _("请填写 0 到 100 的整数。")},
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False, help_text=_("为什么调整。"))


class ContactForm(PageForm):
    """Whose number: one of those named in the filing."""

    item = forms.ChoiceField(label=_("联系人"), widget=CodeRadios)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)
        item.choices = people


class CallForm(ContactForm):
    result = forms.ChoiceField(
        label=_("通话结果"), choices=[(each.value, each.label) for each in CALL_RESULTS], widget=CodeRadios
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=200, help_text=_("不要写电话号码和证件号码。"))


class CodeForm(PageForm):
    check = forms.IntegerField(label=_("核实短信"), widget=forms.HiddenInput, min_value=1, max_value=LARGEST)
    code = forms.RegexField(
        r"\A[0-9]{6}\Z",
        label=_("对方报出的核实码"),
        help_text=_("6 位数字。"),
        error_messages={"invalid": _("核实码是 6 位数字，请再问一遍。")},
    )
