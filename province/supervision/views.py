"""Load and what is late, for those who answer for it (B21): every number leads to the list of what it counts."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from beian.filing.tallies import is_late
from beian.pages.components import Tab
from beian.pages.forms import unprocessable
from beian.pages.sheets import Figure, Head, Line, Sheet, address, asked, choices, download
from beian.people.access import allow
from beian.people.nodes import here
from province.supervision import completeness, counts, tallies
from province.supervision.counts import Period, Provider, Reviewer
from province.supervision.forms import PeriodForm
from province.supervision.tables import LoadTable

WATCHERS = ("province_supervisor", "province_leader")
LOAD, PROVIDERS = "province/supervision/load.html", "province/supervision/providers.html"
PAPERS = "province/supervision/papers.html"
SIZE = 50


@allow(*WATCHERS)
@require_GET
def load(request: HttpRequest, code: str) -> HttpResponse:
    """The bureau's cases and its reviewers."""
    now = timezone.now()
    form = PeriodForm(request.GET, today=timezone.localdate(now))
    if not form.is_valid():
        return unprocessable(request, LOAD, {"form": form, "tabs": _tabs(request, "load")})
    sheet = _reviewers(request, now, form.period)
    if kind := asked(request, sheet.name):
        return download(sheet, kind)
    figures = _figures(counts.totals(request.viewer, now=now, period=form.period), form.period)
    context = {"form": form, "period": form.period, "tabs": _tabs(request, "load"), "figures": figures, "sheet": sheet}
    return render(request, LOAD, context)


@allow(*WATCHERS)
@require_GET
def load_providers(request: HttpRequest, code: str) -> HttpResponse:
    """The providers: their cases here, and what they tell of their own side."""
    now = timezone.now()
    form = PeriodForm(request.GET, today=timezone.localdate(now))
    if not form.is_valid():
        return unprocessable(request, PROVIDERS, {"form": form, "tabs": _tabs(request, "load_providers")})
    found = counts.providers(request.viewer, now=now, period=form.period, name=form.cleaned_data["name"])
    if kind := asked(request, "providers"):
        return download(_providers(request, found, now, form.period), kind)
    start = _start(request)
    sheet = _providers(request, found[start : start + SIZE], now, form.period)
    sheet.previous = address(request, start=str(start - SIZE) if start > SIZE else "") if start else ""
    sheet.next = address(request, start=str(start + SIZE)) if len(found) > start + SIZE else ""
    silent = sum(is_late(each.told.as_of if each.told else None, now) for each in found)
    context = {"form": form, "tabs": _tabs(request, "load_providers"), "sheet": sheet, "silent": silent}
    return render(request, PROVIDERS, context)


@allow(*WATCHERS)
@require_GET
def load_papers(request: HttpRequest, code: str) -> HttpResponse:
    """Of what each provider reported, by month, how much has all its papers here (B12)."""
    now = timezone.now()
    form = PeriodForm(request.GET, today=timezone.localdate(now))
    if not form.is_valid():
        return unprocessable(request, PAPERS, {"form": form, "tabs": _tabs(request, "load_papers")})
    found = completeness.months(request.viewer, period=form.period, name=form.cleaned_data["name"])
    if kind := asked(request, "papers"):
        return download(_papers(request, found, now, form.period), kind)
    start = _start(request)
    sheet = _papers(request, found[start : start + SIZE], now, form.period)
    sheet.previous = address(request, start=str(start - SIZE) if start > SIZE else "") if start else ""
    sheet.next = address(request, start=str(start + SIZE)) if len(found) > start + SIZE else ""
    return render(request, PAPERS, {"form": form, "tabs": _tabs(request, "load_papers"), "sheet": sheet})


@allow(*WATCHERS)
@require_GET
def load_cases(request: HttpRequest, code: str) -> HttpResponse:
    """The cases behind a number."""
    crumbs = [(_("工作量和逾期"), here("load")), (_("案件清单"), "")]
    cases = counts.ours(request.viewer).listed().select_related("decided_by")
    return LoadTable.respond(request, cases, "province/supervision/cases.html", {"crumbs": crumbs})


@allow(*WATCHERS)
@require_POST
def load_want(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the providers for their counts now, and tell the ministry what is known. A request without its button asks nothing."""
    if request.POST.get("ask") != "now":
        return redirect(here("load_providers"))
    tallies.want()
    tallies.tell(now=timezone.now())
    return redirect(f"{here('load_providers')}?wanted=1")


def _tabs(request: HttpRequest, current: str) -> list[Tab]:
    """Both keep the period."""
    kept = {name: request.GET[name] for name in ("first", "last") if _sound(request.GET.get(name))}
    query = f"?{urlencode(kept)}" if kept else ""
    labels = {"load": _("审核员"), "load_providers": _("接入服务商"), "load_papers": _("材料齐全率")}
    return [Tab(label, here(name) + query, current=name == current) for name, label in labels.items()]


def _sound(text: str | None) -> bool:
    return text is not None and text != "" and "\x00" not in text


def _start(request: HttpRequest) -> int:
    """Where a long sheet goes on; anything else begins anew."""
    text = request.GET.get("start", "")
    return int(text) // SIZE * SIZE if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _list(what: str, period: Period | None = None, **more: object) -> str:
    """The list of what a number counts."""
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()} if period else {}
    return f"{here('load_cases')}?{urlencode({'what': what, **more, **days})}"


def _figures(found: dict[str, int], period: Period) -> list[tuple[str, int, str]]:
    """(words, number, its list)."""
    return [
        (_("审核中"), found["waiting"], _list("waiting")),
        (_("在审核员手上"), found["held"], _list("held")),
        (_("已逾期"), found["overdue"], _list("overdue")),
        (_("期内已决定"), found["decided"], _list("decided", period)),
        (_("退回后逾期未改（垃圾数据）"), found["junk"], _list("junk")),
    ]


def _reviewers(request: HttpRequest, now: datetime, period: Period) -> Sheet:
    heads = [Head(_("审核员"), "text"), Head(_("在手")), Head(_("其中逾期")), Head(_("今日决定")), Head(_("本周决定"))]
    heads += [Head(_("期内决定")), Head(_("期内办理天数中位数"))]
    found = counts.reviewers(request.viewer, now=now, period=period)
    lines = [_reviewer(each, timezone.localdate(now), period) for each in found]
    links = choices(request, "reviewers")
    empty = _("期内没有人领取或决定过案件")
    return Sheet("reviewers", _("审核员工作量"), heads, lines, now, empty, links)


def _reviewer(each: Reviewer, today, period: Period) -> Line:
    day, week = Period(today, today), counts.this_week(today)
    return Line(
        [
            Figure(each.name),
            Figure(each.held, _list("held", reviewer=each.pk)),
            Figure(each.overdue, _list("overdue", reviewer=each.pk)),
            Figure(each.today, _list("decided", day, reviewer=each.pk)),
            Figure(each.week, _list("decided", week, reviewer=each.pk)),
            Figure(each.decided, _list("decided", period, reviewer=each.pk)),
            Figure(each.median),
        ]
    )


def _providers(request: HttpRequest, found: list[Provider], now: datetime, period: Period) -> Sheet:
    heads = [Head(_("接入服务商"), "text"), Head(_("在省局办理")), Head(_("其中逾期")), Head(_("期内决定"))]
    heads += [Head(_("期内退回")), Head(_("退回率")), Head(_("服务商处待办")), Head(_("服务商处逾期"))]
    heads += [Head(_("网上提交逾期未核验")), Head(_("报数时间"))]
    lines = [_provider(each, now, period) for each in found]
    empty = _("没有接入服务商")
    return Sheet("providers", _("接入服务商办理情况"), heads, lines, now, empty, choices(request, "providers"))


def _provider(each: Provider, now: datetime, period: Period) -> Line:
    told, code = each.told, each.code
    late = is_late(told.as_of if told else None, now)
    said = [told.waiting, told.overdue, told.left_unchecked] if told else [None, None, None]
    return Line(
        [
            Figure(each.name),
            Figure(each.pending, _list("pending", provider=code)),
            Figure(each.overdue, _list("overdue", provider=code)),
            Figure(each.decided, _list("decided", period, provider=code)),
            Figure(each.sent_back, _list("sent_back", period, provider=code)),
            Figure(each.rate or None),
            *(Figure(number, late=late) for number in said),
            Figure(_as_of(told, late), late=late),
        ]
    )


def _papers(request: HttpRequest, found: list[completeness.Month], now: datetime, period: Period) -> Sheet:
    heads = [Head(_("接入服务商"), "text"), Head(_("月份")), Head(_("上报")), Head(_("材料齐全"))]
    heads += [Head(_("齐全率")), Head(_("缺材料")), Head(_("证件齐全")), Head(_("有照片")), Head(_("有核验单"))]
    heads += [Head(_("有协议书"))]
    lines = [_month(each, period) for each in found]
    return Sheet("papers", _("材料齐全率"), heads, lines, now, _("期内没有上报"), choices(request, "papers"))


def _month(each: completeness.Month, period: Period) -> Line:
    """What lacks leads to its list, of the days of this month that are looked at."""
    first, last = each.month, each.month.replace(day=monthrange(each.month.year, each.month.month)[1])
    days = Period(max(first, period.first), min(last, period.last))
    lacking = Figure(each.lacking, _list("lacking", days, provider=each.code) if each.lacking else "")
    parts = [Figure(each.certificates), Figure(each.photos), Figure(each.sheets), Figure(each.agreements)]
    head = [Figure(each.name), Figure(f"{each.month:%Y-%m}"), Figure(each.reports), Figure(each.complete)]
    return Line([*head, Figure(each.rate), lacking, *parts])


def _as_of(told, late: bool) -> str:
    if told is None:
        return _("从未报数")
    at = f"{timezone.localtime(told.as_of):%Y-%m-%d %H:%M}"
    return _("%(at)s（迟报）") % {"at": at} if late else at
