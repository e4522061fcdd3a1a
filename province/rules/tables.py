"""The lists of trials, and of what a trial has found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.pages import reading, tables
from beian.people.nodes import here
from province.rules.models import RuleTrial, TrialHit, TrialState
from province.rules.words import SEVERITIES, span

TONES = {
    TrialState.QUEUED: "neutral",
    TrialState.RUNNING: "info",
    TrialState.DONE: "success",
    TrialState.FAILED: "danger",
    TrialState.CANCELLED: "warning",
}
NEW, GONE = "new", "gone"
KINDS = {NEW: (gettext_lazy("新命中"), "warning"), GONE: (gettext_lazy("不再命中"), "success")}


class TrialTable(tables.Table):
    columns = (
        tables.Column(
            "started_at", gettext_lazy("开始时间"), kind="datetime", link=lambda trial: here("rules_trial", trial.pk)
        ),
        tables.Column("started_by__name", gettext_lazy("开始人")),
        tables.Column("period", gettext_lazy("上报日期"), value=lambda trial: span(*trial.period)),
        tables.Column(
            "state",
            gettext_lazy("状态"),
            kind="badge",
            value=lambda trial: (trial.get_state_display(), TONES[trial.state]),
        ),
        tables.Column("checked", gettext_lazy("已试案件"), kind="number"),
        tables.Column("hit_cases", gettext_lazy("有变化的案件"), kind="number"),
        tables.Column("hits", gettext_lazy("变化"), kind="number"),
    )
    orders = {"new": ("-id",)}
    exports = ()
    name = "trials"


class HitTable(tables.Table):
    """What a trial has found, without any value of a filing; whoever needs one opens the case."""

    orders = {"found": ("id",)}
    export_limit = 20_000
    name = "hits"


def hit_table(
    trial: RuleTrial, sentences: Mapping[str, str], choices: Mapping[str, Sequence[tuple[str, str]]]
) -> type[tables.Table]:
    """The table of this trial's hits: rules by their sentences, and a filter over the rules and items that there are."""

    class Filter(tables.FilterSet):
        code = _choice(_("规则"), choices["code"])
        item = _choice(_("登记项"), choices["item"])
        kind = _choice(_("变化"), [(kind, words) for kind, (words, _tone) in KINDS.items()])

        class Meta:
            model = TrialHit
            fields: list[str] = []

    return type("TrialHits", (HitTable,), {"filterset": Filter, "columns": _columns(sentences), "trial": trial})


def _choice(label: str, choices: Sequence[tuple[str, object]]) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(choices=choices, label=label, widget=forms.Select, empty_label=_("全部"))


def _columns(sentences: Mapping[str, str]) -> tuple[tables.Column, ...]:
    return (
        tables.Column("case__subject_name", _("主办者"), link=lambda hit: here("case", hit.case_id)),
        tables.Column("case__site_names", _("网站")),
        tables.Column("path", _("登记项"), value=lambda hit: reading.label_of(hit.path)),
        tables.Column("code", _("规则"), value=lambda hit: sentences.get(hit.code, hit.code)),
        tables.Column("severity", _("严重程度"), kind="badge", value=lambda hit: SEVERITIES[hit.severity]),
        tables.Column("kind", _("变化"), kind="badge", value=lambda hit: KINDS[hit.kind]),
        tables.Column("case__reported_at", _("上报时间"), kind="datetime"),
    )
