"""Months that people type: 2026-11, within the years that calendars reach."""

from __future__ import annotations

from datetime import date

import django_filters
from django import forms
from django.utils.translation import gettext as _

from beian.reference.dates import YEARS


class MonthField(forms.CharField):
    """A month as 2026-11; its first day, None where it is empty."""

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").strip()

    def clean(self, value: object) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        year, dash, month = text.partition("-")
        plain = len(text) == 7 and dash and _number(year) and _number(month)
        if not plain or int(year) not in YEARS or not 1 <= int(month) <= 12:
            raise forms.ValidationError(_("请按“2026-11”的样子填写月份。"), code="month")
        return date(int(year), int(month), 1)


class MonthFilter(django_filters.Filter):
    field_class = MonthField


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit()
