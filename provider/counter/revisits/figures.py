"""Revisits by month: how many were planned, how many asked, what came of it (C8)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from beian.pages.sheets import Figure, Head, Line, Sheet, choices
from provider.counter.revisits.models import Revisit, State
from provider.hosting.models import AccessStop

MONTHS = 24
RESULTS = (State.CONSISTENT, State.PROMISED, State.UNREACHABLE, State.REFUSED)


def months(request: HttpRequest, rows: QuerySet[Revisit], stops: QuerySet[AccessStop], now: datetime) -> Sheet:
    """The latest month first: three statements. A result counts for the month in which it was found."""
    planned = Counter(dict(rows.order_by().values_list("month").annotate(many=Count("id"))))
    found = _found(rows)
    stopped = _stopped(stops)
    keys = sorted({*planned, *(month for month, _result in found), *stopped}, reverse=True)[:MONTHS]
    heads = [Head(_("月份"), "text"), Head(_("计划")), Head(_("已回访"))]
    heads += [Head(str(result.label)) for result in RESULTS] + [Head(_("停止接入"))]
    lines = [_line(month, planned, found, stopped) for month in keys]
    return Sheet(
        "revisit-months", _("每月回访"), heads, lines, now, _("还没有回访"), choices(request, "revisit-months")
    )


def _found(rows: QuerySet[Revisit]) -> Counter:
    counted = rows.exclude(first_result="").order_by().annotate(found=TruncMonth("first_result_at"))
    pairs = counted.values_list("found", "first_result").annotate(many=Count("id"))
    return Counter({(_month(moment), result): many for moment, result, many in pairs})


def _stopped(stops: QuerySet[AccessStop]) -> Counter:
    counted = stops.order_by().annotate(month=TruncMonth("stopped_at")).values_list("month").annotate(many=Count("id"))
    return Counter({_month(moment): many for moment, many in counted})


def _month(moment: datetime):
    return timezone.localtime(moment).date().replace(day=1)


def _line(month, planned: Counter, found: Counter, stopped: Counter) -> Line:
    results = [found[month, result.value] for result in RESULTS]
    words = _("%(year)d年%(month)d月") % {"year": month.year, "month": month.month}
    return Line(
        [Figure(words), Figure(planned[month]), Figure(sum(results)), *map(Figure, results), Figure(stopped[month])]
    )
