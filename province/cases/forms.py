from django import forms
from django.utils.translation import gettext_lazy as _

from beian.pages.forms import PageForm

APPROVE, RETURN = "approve", "return"


class DecisionForm(PageForm):
    """The reviewer's word, given by the button of one of two forms. `revision` says which state of the case he has read."""

    decision = forms.ChoiceField(
        label=_("审核意见"), choices=[(APPROVE, _("通过")), (RETURN, _("退回修改"))], widget=forms.HiddenInput
    )
    revision = forms.IntegerField(label=_("案件版本"), widget=forms.HiddenInput, min_value=0, max_value=2**62)

    @property
    def returns(self) -> bool:
        return self.data.get("decision") == RETURN


class RevealForm(PageForm):
    reason = forms.CharField(
        label=_("查看原因"), max_length=200, help_text=_("例如：打电话核实负责人身份。原因和查看人会记入日志。")
    )
