"""Forms and list for what an office tells the public of itself (H6); the bureaus and the ministry keep the same ones."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.filing.identifiers import Invalid, clean_text
from beian.filing.offices import LONGEST_NOTICE
from beian.pages import tables
from beian.pages.forms import PageForm
from beian.people.nodes import here

_PHONE = re.compile(r"[0-9()+\-/、，,; 转]{3,200}")


def seen(text: str, *, lines: bool = False) -> str:
    """The text in its one form; refused where something stands in it that nobody sees."""
    try:
        return clean_text(text, lines=lines)
    except Invalid:
        raise forms.ValidationError(_t("含有看不见或容易混淆的字符，请删去后重新填写。")) from None


class ContactForm(PageForm):
    """Whom the public asks and complains to. What is left empty is shown as not published."""

    consultation_phone = forms.CharField(label=_("咨询电话"), required=False, max_length=200)
    complaint_phone = forms.CharField(label=_("投诉电话"), required=False, max_length=200)
    email = forms.EmailField(label=_("电子邮箱"), required=False, max_length=200)
    address = forms.CharField(label=_("通信地址"), required=False, max_length=200)
    hours = forms.CharField(
        label=_("服务时间"), required=False, max_length=200, help_text=_("例如：工作日 8:30 至 17:00")
    )
    website = forms.URLField(label=_("网站"), required=False, max_length=200, assume_scheme="https")
    note = forms.CharField(label=_("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        for name in [name for name in cleaned if name not in ("email", "website")]:
            try:
                cleaned[name] = seen(cleaned[name], lines=name == "note")
            except forms.ValidationError as refusal:
                self.add_error(name, refusal)
        return cleaned

    def clean_consultation_phone(self) -> str:
        return self._phone("consultation_phone")

    def clean_complaint_phone(self) -> str:
        return self._phone("complaint_phone")

    def _phone(self, name: str) -> str:
        text = self.cleaned_data[name]
        if text and not _PHONE.fullmatch(text):
            raise forms.ValidationError(_t("请填写电话号码，例如 010-12345678；多个号码用顿号分开。"))
        return text


class NoticeForm(PageForm):
    """A notice in plain text."""

    title = forms.CharField(label=_("标题"), max_length=200)
    text = forms.CharField(label=_("正文"), max_length=LONGEST_NOTICE, widget=forms.Textarea(attrs={"rows": 12}))

    def clean_title(self) -> str:
        return seen(self.cleaned_data["title"])

    def clean_text(self) -> str:
        return seen(self.cleaned_data["text"], lines=True)


class NoticeTable(tables.Table):
    """Notices of one office; a row has title, uuid, published_on, withdrawn."""

    columns = (
        tables.Column("title", _("标题"), link=lambda row: here("office_notice", row.uuid)),
        tables.Column("published_on", _("发布日期"), kind="date"),
        tables.Column("state", _("状态"), kind="badge", value=lambda row: standing(row)),
    )
    orders = {"new": ("-published_on", "-id")}
    exports = ()
    name = "office-notices"


def standing(notice) -> tuple[str, str]:
    """Whether it is still announced, as a badge."""
    return (_t("已撤回"), "neutral") if notice.withdrawn else (_t("已发布"), "success")
