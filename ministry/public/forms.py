from django import forms
from django.utils.translation import gettext_lazy as _

from beian.pages.forms import PageForm
from ministry.public.asked import LONGEST, Question, Unreadable, understand


class QueryForm(PageForm):
    """The one box. `question` is what was understood."""

    q = forms.CharField(
        label=_("网址、域名、IP 地址、备案号、单位名称或网站名称"),
        max_length=LONGEST,
        help_text=_("例如 www.example.cn、例子.中国、京ICP备2026000001号-1，或单位名称、网站名称开头的几个字"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    question: Question | None = None

    def clean_q(self) -> str:
        try:
            self.question = understand(self.cleaned_data["q"])
        except Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data["q"]
