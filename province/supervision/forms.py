from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.pages.days import DayField
from beian.pages.forms import DateInput, PageForm
from province.supervision.counts import Period

LONGEST = 3 * 366  # days


class PeriodForm(PageForm):
    """Which days are looked at; the current month where nothing is said."""

    first = DayField(label=_("起始日期"), required=False, widget=DateInput)
    last = DayField(label=_("截止日期"), required=False, widget=DateInput)
    name = forms.CharField(label=_("接入服务商"), required=False, max_length=100)

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        first = cleaned.get("first") or self.today.replace(day=1)
        last = cleaned.get("last") or self.today
        if last < first:
            self.add_error("last", _t("截止日期不能早于起始日期。"))
        elif (last - first).days > LONGEST:
            self.add_error("last", _t("一次最多查看三年，请缩短日期范围。"))
        self.period = Period(first, last)
        return cleaned
