from django import forms
from django.utils.translation import gettext_lazy as _

from beian.pages.forms import CodeRadios, PageForm

APPROVE, RETURN = "approve", "return"


class DecisionForm(PageForm):
    """The reviewer's word. `round` and `revision` say which state of the case he has read."""

    decision = forms.ChoiceField(
        label=_("审核意见"), choices=[(APPROVE, _("通过")), (RETURN, _("退回修改"))], widget=CodeRadios
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    @property
    def returns(self) -> bool:
        return self.data.get("decision") == RETURN
