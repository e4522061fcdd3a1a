"""The lists of cases that reviewers work from."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from beian.editions.lists import DueShiftTable
from beian.filing import states
from beian.pages import tables
from beian.people.nodes import here
from province.cases.models import Case

TONES = {
    "under_review": "info",
    "approved": "info",
    "granted": "success",
    "returned": "warning",
    "conflicted": "danger",
}


class CaseFilter(tables.FilterSet):
    subject = django_filters.CharFilter(
        field_name="subject_name", lookup_expr="icontains", label=_("主办者"), max_length=100
    )
    site = django_filters.CharFilter(field_name="site_names", lookup_expr="icontains", label=_("网站"), max_length=100)
    provider = django_filters.CharFilter(
        field_name="provider_name", lookup_expr="icontains", label=_("接入服务商"), max_length=100
    )
    state = django_filters.ChoiceFilter(choices=states.CASE.choices, label=_("状态"), widget=forms.Select)

    class Meta:
        model = Case
        fields: list[str] = []


class CaseTable(tables.Table):
    columns: tuple[tables.Column, ...] = (
        tables.Column("subject_name", _("主办者"), link=lambda case: here("case", case.pk)),
        tables.Column("site_names", _("网站")),
        tables.Column("provider_name", _("接入服务商")),
        tables.Column(
            "state", _("状态"), kind="badge", value=lambda case: (case.state_label, TONES.get(case.state, "neutral"))
        ),
        tables.Column("due_on", _("办理期限"), kind="deadline", value=lambda case: case.deadline),
        tables.Column("claimed_by__name", _("在手")),
        tables.Column("reported_at", _("上报时间"), kind="datetime"),
    )
    filterset = CaseFilter
    orders = {"due": ("due_on", "id"), "new": ("-id",)}
    order_labels = {"due": _("先到期的在前"), "new": _("新上报的在前")}
    name = "cases"


class ShiftTable(DueShiftTable):
    columns = DueShiftTable.drawn(states.CASE, link=lambda shift: here("case", shift.record))


class SupervisedTable(CaseTable):
    """Cases of providers of ours whose subject is elsewhere: to read, not to decide."""

    columns = tuple(column for column in CaseTable.columns if column.name != "claimed_by__name")
    name = "supervised"
    orders = {"new": ("-id",)}
    order_labels = {}
