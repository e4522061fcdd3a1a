from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers, rules
from beian.filing.identifiers.masks import mask_number
from beian.pages.forms import CodeSelect, DateInput, PageForm
from beian.reference.tables import table
from ministry.register.arrivals import certificate_digest
from ministry.supervision.blacklist import site_key
from ministry.supervision.models import BlacklistEntry

Kind = BlacklistEntry.Kind


class ProposeForm(PageForm):
    """What is to be listed. `listed()` gives the key that is compared and the words that pages may show."""

    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices, widget=CodeSelect)
    value = forms.CharField(
        label=_("内容"),
        max_length=255,
        help_text=_("证件号码、域名或网站名称。证件号码只保存摘要，页面只显示遮盖后的号码。"),
    )
    certificate_type = forms.ChoiceField(
        label=_("证件类型"), required=False, help_text=_("类别为证件时填写。"), widget=CodeSelect
    )
    province = forms.ChoiceField(label=_("决定机关所在省"), required=False, widget=CodeSelect)
    letter = forms.CharField(label=_("文号"), max_length=200, required=False)
    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    from_day = forms.DateField(label=_("自何日起"), widget=DateInput)
    until_day = forms.DateField(
        label=_("至何日止"), required=False, widget=DateInput, help_text=_("不填则直到移出为止。")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today, language = timezone.localdate(), get_language() or "zh-hans"
        certificates = table("certificate_types").choices(today, language)
        self.fields["certificate_type"].choices = [("", _("请选择")), *certificates]
        self.fields["province"].choices = [("", _("工业和信息化部")), *table("provinces").choices(today, language)]
        self.fields["from_day"].initial = today

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("kind") and data.get("value"):
            self._check(data)
        first, last = data.get("from_day"), data.get("until_day")
        if first and last and last < first:
            self.add_error("until_day", _("终止日期早于起始日期，请核对。"))
        return data

    def _check(self, data: dict) -> None:
        """A mistyped number would stand against nobody, or against somebody else: the rules of the form look at it."""
        item = {Kind.DOMAIN: "sites[].domains[]", Kind.SITE: "", Kind.CERTIFICATE: "subject.certificate.number"}[
            data["kind"]
        ]
        if data["kind"] == Kind.CERTIFICATE and not data.get("certificate_type"):
            return self.add_error("certificate_type", _("请选择证件类型。"))
        if not item:
            return None
        context = {"certificate_type": int(data["certificate_type"])} if data.get("certificate_type") else {}
        data["value"] = rules.normal(item, data["value"])
        for finding in rules.check_field(item, data["value"], context):
            if finding.rejects:
                return self.add_error("value", f"{finding.text} {finding.suggestion}")
        return None

    def listed(self) -> dict:
        """Everything that `blacklist.propose` asks for but who and when."""
        data = {
            name: self.cleaned_data[name] for name in ("kind", "province", "letter", "reason", "from_day", "until_day")
        }
        return data | dict(zip(("key", "shown"), self._key(), strict=True))

    def _key(self) -> tuple[str, str]:
        value = self.cleaned_data["value"]
        if self.cleaned_data["kind"] == Kind.DOMAIN:
            return identifiers.domain_key(value), value
        if self.cleaned_data["kind"] == Kind.SITE:
            return site_key(value), value
        return certificate_digest(self.cleaned_data["certificate_type"], value), mask_number(value)


class LiftForm(PageForm):
    reason = forms.CharField(label=_("移出原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
