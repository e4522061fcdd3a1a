"""Days that people type into a filter: within the years that calendars and time zones reach."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _

from beian.reference.dates import YEARS


class DayField(forms.DateField):
    """A date of the years 2000 to 2199; one beyond them is refused with a sentence."""

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(_("请填写 2000 年至 2199 年之间的日期。"), code="reach")
        return day


class DayFilter(django_filters.DateFilter):
    field_class = DayField
