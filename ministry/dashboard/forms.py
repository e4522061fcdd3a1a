from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.pages.days import DayField
from beian.pages.forms import CodeSelect, DateInput, PageForm
from ministry.dashboard.figures import Period

DEFAULT, LONGEST = 29, 5 * 366  # days back from today; days in all
MEASURES = {
    "subjects": _("有效备案主体"),
    "granted": _("期内审核通过"),
    "transit": _("在途申请"),
    "returned": _("已退回"),
    "overdue": _("审核逾期"),
}


class PeriodForm(PageForm):
    """Which days are looked at, the last thirty where nothing is said, and what the map shows."""

    first = DayField(label=_("起始日期"), required=False, widget=DateInput)
    last = DayField(label=_("截止日期"), required=False, widget=DateInput)
    show = forms.ChoiceField(label=_("图上显示"), required=False, choices=list(MEASURES.items()), widget=CodeSelect)

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        last = cleaned.get("last") or max(self.today, cleaned.get("first") or self.today)
        first = cleaned.get("first") or max(last - timedelta(days=DEFAULT), date(2000, 1, 1))
        if last < first:
            self.add_error("last", _t("截止日期不能早于起始日期。"))
        elif (last - first).days > LONGEST:
            self.add_error("last", _t("一次最多查看五年，请缩短日期范围。"))
        self.period = Period(first, last)
        return cleaned

    @property
    def measure(self) -> str:
        return self.cleaned_data.get("show") or "subjects"
