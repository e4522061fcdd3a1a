"""The list behind each number of the load page."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beian.pages import tables
from beian.pages.days import DayFilter
from beian.pages.forms import CodeSelect, DateInput
from beian.people.nodes import here
from province.cases.models import Case
from province.cases.tables import TONES
from province.supervision import completeness, counts
from province.supervision.counts import Period

# What a number counts; the list shows exactly these rows.
WHAT = {
    "waiting": _("审核中"),
    "held": _("在手"),
    "pending": _("在省局办理"),
    "overdue": _("已逾期"),
    "decided": _("期内已决定"),
    "sent_back": _("期内退回"),
    "junk": _("退回后逾期未改（垃圾数据）"),
    "lacking": _("期内上报、材料不齐"),
}
LARGEST = 2**63 - 1


class LoadFilter(tables.FilterSet):
    what = django_filters.ChoiceFilter(
        label=_("范围"), choices=list(WHAT.items()), widget=CodeSelect, empty_label=None, method="keep"
    )
    provider = django_filters.CharFilter(label=_("服务商代码"), max_length=32)
    first = DayFilter(label=_("起始日期"), widget=DateInput, method="keep")
    last = DayFilter(label=_("截止日期"), widget=DateInput, method="keep")
    reviewer = django_filters.NumberFilter(label=_("审核员编号"), method="keep", min_value=1, max_value=LARGEST)

    class Meta:
        model = Case
        fields: list[str] = []

    def keep(self, rows: QuerySet, name: str, value: object) -> QuerySet:
        """These work together, below."""
        return rows

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        asked, now = self.form.cleaned_data, timezone.now()
        rows = select(super().filter_queryset(queryset), asked.get("what") or "waiting", now, self._period(asked, now))
        who = asked.get("reviewer")
        if who is None:
            return rows
        if asked.get("what") in ("held", "overdue"):
            return counts.held(rows, now).filter(claimed_by_id=int(who))
        return rows.filter(decided_by_id=int(who))

    def _period(self, asked: dict, now) -> Period:
        today = timezone.localdate(now)
        return Period(asked.get("first") or today.replace(day=1), asked.get("last") or today)


def select(rows: QuerySet, what: str, now, period: Period) -> QuerySet:
    """The rows that a number of this name counts."""
    today = timezone.localdate(now)
    match what:
        case "held":
            return counts.held(rows, now)
        case "pending":
            return rows.filter(state__in=counts.PENDING)
        case "overdue":
            return rows.filter(state__in=counts.PENDING).overdue(today)
        case "decided":
            return rows.filter(period.decided(), decided_at__isnull=False)
        case "sent_back":
            return rows.filter(period.decided(), decided_at__isnull=False, state__in=counts.SENT_BACK)
        case "junk":
            return rows.junk(today)
        case "lacking":
            return completeness.lacking(rows, period)
    return rows.filter(state__in=counts.UNDER_REVIEW)


class LoadTable(tables.Table):
    columns = (
        tables.Column("subject_name", _("主办者"), link=lambda case: here("case", case.pk)),
        tables.Column("site_names", _("网站")),
        tables.Column("provider_name", _("接入服务商")),
        tables.Column(
            "state", _("状态"), kind="badge", value=lambda case: (case.state_label, TONES.get(case.state, "neutral"))
        ),
        tables.Column("due_on", _("办理期限"), kind="deadline", value=lambda case: case.deadline),
        tables.Column("claimed_by__name", _("在手")),
        tables.Column("decided_by__name", _("决定人")),
        tables.Column("decided_at", _("决定时间"), kind="datetime"),
        tables.Column("reported_at", _("上报时间"), kind="datetime"),
    )
    filterset = LoadFilter
    orders = {"due": ("due_on", "id"), "new": ("-id",)}
    order_labels = {"due": _("先到期的在前"), "new": _("新上报的在前")}
    name = "load-cases"
