"""Forms of desks and appointments."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.pages.days import DayField
from beian.pages.forms import CodeSelect, DateInput, PageForm
from provider.counter.appointments.models import MOST_PLACES, SLOT_MINUTES, WEEKDAYS, Desk, OpeningHours

_STRETCH = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")
_BETWEEN = re.compile(r"[\s,;，；、]*")
LARGEST = 2**63 - 1
LONGEST_DAY = 200


class HoursField(forms.CharField):
    """Stretches of one day as people write them: 09:00-12:00 13:30-17:30. Cleaned to a list of (opens, closes), in order, apart from each other."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_DAY, **kwargs)

    def clean(self, value: Any) -> list[tuple[time, time]]:
        text = super().clean(value).replace("：", ":")
        found = [self._stretch(match) for match in _STRETCH.finditer(text)]
        if _BETWEEN.sub("", _STRETCH.sub("", text)):
            raise forms.ValidationError(_t("请写成 09:00-12:00 13:30-17:30 的样子；不开放就留空。"))
        found.sort()
        if any(later[0] < earlier[1] for earlier, later in zip(found, found[1:], strict=False)):
            raise forms.ValidationError(_t("同一天的时间段不能重叠。"))
        return found

    def _stretch(self, match: re.Match) -> tuple[time, time]:
        try:
            opens, closes = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
        except ValueError:
            raise forms.ValidationError(
                _t("“%(text)s”不是钟点，请填写 00:00 到 23:59。") % {"text": match[0]}
            ) from None
        if opens >= closes:
            raise forms.ValidationError(_t("“%(text)s”的结束时间要晚于开始时间。") % {"text": match[0]})
        return opens, closes


class DeskForm(PageForm):
    """A desk and its week. `agreed` is asked for where appointments would no longer fit."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：海淀核验点。"))
    address = forms.CharField(label=_("地址"), max_length=200)
    phone = forms.RegexField(
        r"\A[0-9+() -]{5,30}\Z",
        label=_("联系电话"),
        help_text=_("主办者来不了或找不到地方时拨打。"),
        error_messages={"invalid": _("请填写电话号码，例如 010-66001234。")},
    )
    note = forms.CharField(
        label=_("怎么找到"), max_length=200, required=False, help_text=_("楼层、门牌、停车等，可以不填。")
    )
    active = forms.BooleanField(label=_("接受预约"), required=False)
    slot_minutes = forms.TypedChoiceField(label=_("每次办理"), coerce=int, widget=CodeSelect)
    capacity = forms.IntegerField(
        label=_("同时办理人数"), min_value=1, max_value=MOST_PLACES, help_text=_("同一时段最多接待几位。")
    )
    makeup_weekday = forms.TypedChoiceField(
        label=_("调休上班的周末"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=CodeSelect,
        help_text=_("国务院公布的调休上班日。法定节假日自动停办。"),
    )
    agreed = forms.BooleanField(label=_("取消这些预约，并发短信通知主办者"), required=False)

    DESK = ("name", "address", "phone", "note", "active", "slot_minutes", "capacity", "makeup_weekday")

    def __init__(
        self, *args: Any, desk: Desk | None = None, hours: list[OpeningHours] | None = None, **kwargs: Any
    ) -> None:
        if desk is not None:
            kwargs["initial"] = {name: getattr(desk, name) for name in self.DESK} | _initial(hours or [])
        super().__init__(*args, **kwargs)
        self.fields["slot_minutes"].choices = [(n, _t("%(n)d 分钟") % {"n": n}) for n in SLOT_MINUTES]
        like = [(n, _t("按%(day)s的时间办理") % {"day": WEEKDAYS[n]}) for n in range(5)]
        self.fields["makeup_weekday"].choices = [("", _t("不办理")), *like]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.DESK}

    @property
    def hours(self) -> dict[int, list[tuple[time, time]]]:
        return {weekday: self.cleaned_data[f"hours_{weekday}"] for weekday in range(7)}

    @property
    def week(self) -> list[forms.BoundField]:
        """The seven days' fields."""
        return [self[f"hours_{weekday}"] for weekday in range(7)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("active") and not any(cleaned.get(f"hours_{weekday}") for weekday in range(7)):
            self.add_error("hours_0", _t("接受预约的核验点至少要有一天开放。"))
        return cleaned


for _weekday, _label in enumerate(WEEKDAYS):
    DeskForm.base_fields[f"hours_{_weekday}"] = HoursField(label=_label)


def _initial(hours: list[OpeningHours]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in hours:
        name = f"hours_{one.weekday}"
        found[name] = f"{found.get(name, '')} {one.opens:%H:%M}-{one.closes:%H:%M}".strip()
    return found


class ClosureForm(PageForm):
    day = DayField(label=_("停办日期"), widget=DateInput, input_formats=["%Y-%m-%d"])
    note = forms.CharField(label=_("停办原因"), max_length=40, help_text=_("会写进给主办者的短信，例如：办公楼停电。"))
    agreed = forms.BooleanField(label=_("取消这些预约，并发短信通知主办者"), required=False)


class CalendarForm(PageForm):
    """What the calendar's address asks for."""

    desk = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    day = DayField(label=_("日期"), required=False, widget=DateInput, input_formats=["%Y-%m-%d"])
    view = forms.ChoiceField(required=False, choices=[("day", ""), ("week", "")])


class ArrivalForm(PageForm):
    q = forms.CharField(label=_("申请编号、主办者名称或域名"), max_length=100, required=False)


class WalkInForm(PageForm):
    application = forms.UUIDField()
    desk = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)


class ChoiceForm(PageForm):
    """What is asked for in the address: which desk, which day."""

    desk = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    day = DayField(required=False, input_formats=["%Y-%m-%d"])


class WeekForm(ChoiceForm):
    week = DayField(required=False, input_formats=["%Y-%m-%d"])


class BookingForm(PageForm):
    """One slot: desk, day and the time it begins."""

    desk = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    day = DayField(input_formats=["%Y-%m-%d"], widget=forms.HiddenInput)
    start = forms.TimeField(label=_("时间"), input_formats=["%H:%M"])


class SeenForm(PageForm):
    """The appointment that the page showed, 0 where it showed none: two members of staff, or one and the owner, may be at it at once."""

    seen = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)


class TelephoneForm(SeenForm, BookingForm):
    """One slot, in place of what the page showed."""
