"""The lists of samples: our own, and what other bureaus found at our providers."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.pages import tables
from beian.pages.forms import CodeSelect
from beian.pages.months import MonthFilter
from beian.pages.providers import ProviderFilter
from beian.people.nodes import code_of, here
from beian.reference.tables import table
from province.supervision.inspections import HeardSample, Sample

STATES = [("open", _("进行中")), ("closed", _("已结束"))]


def month_words(row: Sample | HeardSample) -> str:
    return f"{row.month:%Y-%m}"


def province_name(code: str) -> str:
    return table("provinces").name_of(code, get_language() or "zh-hans")


def standing(sample: Sample) -> tuple[str, str]:
    """In words, and the colour of its badge."""
    if not sample.closed:
        return _t("进行中"), "info"
    return (_t("服务商已答复"), "success") if sample.answered_at else (_t("已结束"), "neutral")


def share(result: dict, size: int) -> str:
    """Failed of n, with the interval."""
    if not result:
        return ""
    told = {"failed": result["failed"], "size": size, "low": result["low"], "high": result["high"]}
    return _t("%(failed)d / %(size)d（95%% 区间 %(low)s%%–%(high)s%%）") % told


class SampleFilter(tables.FilterSet):
    provider = ProviderFilter()
    month = MonthFilter(label=_("上报月份"), help_text=_("例如 2026-11"))
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=STATES, widget=CodeSelect, empty_label=_("全部"), method="by_state"
    )

    class Meta:
        model = Sample
        fields: list[str] = []

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(closed_at__isnull=value == "open")


class SampleTable(tables.Table):
    columns = (
        tables.Column("provider_name", _("接入服务商"), link=lambda row: here("sample", row.uuid)),
        tables.Column("month", _("上报月份"), value=month_words),
        tables.Column("size", _("抽取份数"), kind="number"),
        tables.Column("total", _("当月上报"), kind="number"),
        tables.Column("found", _("已有结论"), kind="number"),
        tables.Column("late", _("逾期未出示"), kind="number"),
        tables.Column("result", _("不合格"), value=lambda row: share(row.result, row.size)),
        tables.Column("state", _("状态"), kind="badge", value=standing),
        tables.Column("drawn_at", _("抽取时间"), kind="datetime"),
    )
    filterset = SampleFilter
    orders = {"new": ("-id",)}
    name = "samples"


class HeardFilter(tables.FilterSet):
    provider = ProviderFilter()

    class Meta:
        model = HeardSample
        fields: list[str] = []


class HeardTable(tables.Table):
    columns = (
        tables.Column("provider_name", _("接入服务商")),
        tables.Column("asker", _("抽检的省份"), value=lambda row: province_name(code_of(row.asker))),
        tables.Column("month", _("上报月份"), value=month_words),
        tables.Column("total", _("当月上报"), kind="number"),
        tables.Column("result", _("不合格"), value=lambda row: share(row.result | {"failed": row.failed}, row.size)),
        tables.Column("answer", _("服务商答复")),
        tables.Column("closed_at", _("结束时间"), kind="datetime"),
    )
    filterset = HeardFilter
    orders = {"new": ("-id",)}
    name = "heard-samples"
