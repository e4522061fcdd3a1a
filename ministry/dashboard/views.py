"""The nation, a province, a provider: the same figures at three heights, each leading to the one below and at last to the list of filings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beian.filing.tallies import is_late
from beian.pages.forms import unprocessable
from beian.pages.sheets import Figure, Head, Line, Sheet, address, asked, choices, download
from beian.people.access import allow
from beian.people.nodes import here
from beian.reference import provinces as places
from beian.reference.tables import table
from ministry.dashboard import figures, tallies
from ministry.dashboard.figures import Period, Place
from ministry.dashboard.forms import MEASURES, PeriodForm
from ministry.register.tables import province_name

READERS = ("ministry_analyst", "ministry_supervisor")
NATION, PLACE = "ministry/dashboard/nation.html", "ministry/dashboard/place.html"
SIZE = 50
LEVELS = 4


@dataclass(frozen=True)
class Tile:
    """A square of the map: `level` 0 to 4 by its share of the highest number; late ones are hatched and have no level."""

    name: str
    row: int
    column: int
    url: str
    value: int | None
    level: int
    late: bool
    words: str


def nation(request: HttpRequest) -> HttpResponse:
    """The first page of analysts and supervisors."""
    now = timezone.now()
    form = PeriodForm(request.GET, today=timezone.localdate(now))
    if not form.is_valid():
        return unprocessable(request, NATION, {"form": form})
    found = figures.provinces(request.viewer, form.period, get_language() or "zh-hans")
    sheets = {
        "provinces": _provinces(request, found, form.period, now),
        "trend": _trend(request, form.period),
        "worst": _worst(request, form.period, now),
    }
    for name, sheet in sheets.items():
        if kind := asked(request, name):
            return download(sheet, kind)
    shares = figures.told(request.viewer, now)
    context = {
        "form": form,
        "period": form.period,
        "as_of": now,
        "measure": MEASURES[form.measure],
        "figures": _sums(found, now),
        "shares": list(zip((_("按时报数的省局"), _("按时报数的接入服务商")), shares, strict=True)),
        "tiles": _tiles(found, form, now),
        **sheets,
    }
    return render(request, NATION, context)


@allow(*READERS)
@require_safe
def province(request: HttpRequest, province: str) -> HttpResponse:
    """One province: its figures, its trend, and its providers."""
    if table("provinces").get(province) is None:
        raise Http404(_("没有这个省份。"))
    now = timezone.now()
    form = PeriodForm(request.GET, today=timezone.localdate(now))
    name = province_name(province)
    crumbs = [(_("全国"), _with(here("home"), request)), (name, "")]
    if not form.is_valid():
        return unprocessable(request, PLACE, {"form": form, "name": name, "crumbs": crumbs})
    found = figures.providers(request.viewer, province, form.period)
    if kind := asked(request, "providers"):
        return download(_providers(request, found, province, form.period, now), kind)
    start = _start(request)
    sheet = _providers(request, found[start : start + SIZE], province, form.period, now)
    sheet.previous = address(request, start=str(start - SIZE) if start > SIZE else "") if start else ""
    sheet.next = address(request, start=str(start + SIZE)) if len(found) > start + SIZE else ""
    whole = figures.place(request.viewer, province, name, form.period)
    facts = _place(whole, form.period, {"province": province}) + _told_of(whole)
    return _shown(request, form, name, crumbs, facts, sheet, province=province)


@allow(*READERS)
@require_safe
def provider(request: HttpRequest, provider: str) -> HttpResponse:
    """One provider, in the nation or in the province that the address names."""
    now = timezone.now()
    form = PeriodForm(request.GET, today=timezone.localdate(now))
    within = request.GET.get("province", "")
    within = within if table("provinces").get(within) is not None else ""
    name = provider
    crumbs = [(_("全国"), _with(here("home"), request))]
    if within:
        crumbs.append((province_name(within), _with(here("province", within), request)))
    if not form.is_valid():
        return unprocessable(request, PLACE, {"form": form, "name": name, "crumbs": [*crumbs, (name, "")]})
    found = figures.one(request.viewer, provider, within, form.period)
    if found is None:
        raise Http404(_("没有这个接入服务商。"))
    crumbs.append((found.name, ""))
    where = {"provider": provider} | ({"province": within} if within else {})
    facts = _place(found, form.period, where) + _carried(found, now)
    return _shown(request, form, found.name, crumbs, facts, None, province=within, provider=provider)


@allow(*READERS)
@require_POST
def tallies_want(request: HttpRequest) -> HttpResponse:
    """Ask every province for its counts now. A request without its button asks nothing."""
    if request.POST.get("ask") != "now":
        return redirect(here("home"))
    tallies.want()
    return redirect(f"{here('home')}?wanted=1")


def _shown(request, form, name, crumbs, facts, sheet, *, province: str = "", provider: str = "") -> HttpResponse:
    trend = _trend(request, form.period, province=province, provider=provider)
    if kind := asked(request, "trend"):
        return download(trend, kind)
    context = {
        "form": form,
        "name": name,
        "crumbs": crumbs,
        "figures": facts,
        "trend": trend,
        "sheet": sheet,
        "period": form.period,
        "within": province if provider else "",
        "as_of": timezone.now(),
    }
    return render(request, PLACE, context)


def _start(request: HttpRequest) -> int:
    """Where a long sheet goes on; anything else begins anew."""
    text = request.GET.get("start", "")
    return int(text) // SIZE * SIZE if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _with(url: str, request: HttpRequest, **more: str) -> str:
    """An address that keeps the period and what the map shows."""
    kept = {name: text for name in ("first", "last", "show") if (text := request.GET.get(name)) and "\x00" not in text}
    query = kept | more
    return f"{url}?{urlencode(query)}" if query else url


def _filings(where: dict[str, str], **more: str) -> str:
    return f"{here('register')}?{urlencode(where | more)}"


def _on_the_way(where: dict[str, str], stage: str) -> str:
    return f"{here('passages')}?{urlencode(where | {'stage': stage})}"


def _sums(found: list[Place], now: datetime) -> list[tuple[str, int, str, str]]:
    """(words, number, its list, remark); what provinces tell is summed over those that told, and the remark says over how many."""
    told = [place for place in found if place.review]
    late = sum(place.late(now) for place in found)
    remark = _("%(told)d 个省报过数，其中%(late)d 个迟报") % {
        "told": len(told),
        "late": late - (len(found) - len(told)),
    }
    return [
        (_("有效备案主体"), sum(place.subjects for place in found), _filings({"state": "filed"}), ""),
        (_("有效备案网站"), sum(place.sites for place in found), "", ""),
        (_("期内审核通过"), sum(place.granted for place in found), "", ""),
        (_("在途申请"), sum(place.transit for place in found), _on_the_way({}, "transit"), ""),
        (_("已退回"), sum(place.returned for place in found), _on_the_way({}, "returned"), ""),
        (_("审核逾期"), sum(place.overdue or 0 for place in told), "", remark),
        (_("垃圾数据"), sum(place.review.junk for place in told), "", remark),
    ]


def _place(place: Place, period: Period, where: dict[str, str]) -> list[tuple[str, object, str, str]]:
    return [
        (_("有效备案主体"), place.subjects, _filings(where, state="filed"), ""),
        (_("有效备案网站"), place.sites, "", ""),
        (_("期内审核通过"), place.granted, _filings(where, **period.query), ""),
        (_("在途申请"), place.transit, _on_the_way(where, "transit"), ""),
        (_("已退回"), place.returned, _on_the_way(where, "returned"), ""),
    ]


def _told_of(place: Place) -> list[tuple[str, object, str, str]]:
    """What the province itself told."""
    review = place.review
    remark = _("省局报数 %(at)s") % {"at": _moment(review.as_of)} if review else _("省局从未报数")
    return [
        (_("审核中"), review.under_review if review else "—", "", remark),
        (_("审核逾期"), review.overdue if review else "—", "", remark),
        (_("垃圾数据"), review.junk if review else "—", "", remark),
    ]


def _carried(place: Place, now: datetime) -> list[tuple[str, object, str, str]]:
    """What the provider told its province."""
    told = place.carried
    remark = _as_of(told.as_of if told else None, now)
    known = told is not None and told.as_of is not None
    return [
        (_("服务商处待办"), told.waiting if known else "—", "", remark),
        (_("服务商处逾期"), told.overdue if known else "—", "", remark),
        (_("网上提交逾期未核验"), told.left_unchecked if known else "—", "", remark),
    ]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _as_of(at: datetime | None, now: datetime) -> str:
    if at is None:
        return _("从未报数")
    return _("%(at)s（迟报）") % {"at": _moment(at)} if is_late(at, now) else _moment(at)


def _provinces(request: HttpRequest, found: list[Place], period: Period, now: datetime) -> Sheet:
    heads = [Head(_("省份"), "text"), Head(MEASURES["subjects"]), Head(_("有效备案网站")), Head(MEASURES["granted"])]
    heads += [Head(MEASURES[name]) for name in ("transit", "returned", "overdue")] + [Head(_("报数时间"))]
    lines = []
    for place in found:
        where, late = {"province": place.code}, place.late(now)
        cells = [Figure(place.name, _with(here("province", place.code), request))]
        cells += [Figure(number, url) for _words, number, url, _remark in _place(place, period, where)]
        cells += [Figure(place.overdue, late=late), Figure(_as_of(place.review and place.review.as_of, now), late=late)]
        lines.append(Line(cells))
    return Sheet("provinces", _("各省情况"), heads, lines, now, "", choices(request, "provinces"))


def _providers(request: HttpRequest, found: list[Place], province: str, period: Period, now: datetime) -> Sheet:
    heads = [
        Head(_("接入服务商"), "text"),
        Head(MEASURES["subjects"]),
        Head(_("有效备案网站")),
        Head(MEASURES["granted"]),
    ]
    heads += [
        Head(MEASURES["transit"]),
        Head(MEASURES["returned"]),
        Head(_("服务商处逾期")),
        Head(_("报数时间")),
    ]
    lines = []
    for place in found:
        where = {"province": province, "provider": place.code}
        told = place.carried if place.carried and place.carried.as_of else None
        late = is_late(told.as_of if told else None, now)
        cells = [Figure(place.name, _with(here("provider", place.code), request, province=province))]
        cells += [Figure(number, url) for _words, number, url, _remark in _place(place, period, where)]
        cells += [
            Figure(told.overdue if told else None, late=late),
            Figure(_as_of(told and told.as_of, now), late=late),
        ]
        lines.append(Line(cells))
    empty = _("该省还没有接入服务商的备案")
    return Sheet("providers", _("接入服务商"), heads, lines, now, empty, choices(request, "providers"))


def _trend(request: HttpRequest, period: Period, **where: str) -> Sheet:
    """Grants by day, or by week over a long period; the chart and the table are one sheet."""
    heads = [Head(_("日期"), "date"), Head(_("审核通过主体")), Head(_("审核通过网站"))]
    lines = [
        Line([Figure(at.isoformat()), Figure(subjects), Figure(sites)])
        for at, subjects, sites in figures.trend(request.viewer, period, **where)
    ]
    weekly = (period.last - period.first).days > figures.MOST_DAYS
    title = _("每周审核通过") if weekly else _("每日审核通过")
    return Sheet("trend", title, heads, lines, None, "", choices(request, "trend"))


def _worst(request: HttpRequest, period: Period, now: datetime) -> Sheet:
    heads = [Head(_("接入服务商"), "text"), Head(_("服务商处逾期")), Head(_("服务商处待办"))]
    heads += [Head(_("网上提交逾期未核验")), Head(_("所在省份")), Head(_("报数时间"))]
    lines = []
    for told in figures.worst(request.viewer):
        late = is_late(told.as_of, now)
        url = _with(here("provider", told.provider), request)
        numbers = [Figure(number, late=late) for number in (told.overdue, told.waiting, told.left_unchecked)]
        home = Figure(province_name(told.province), _with(here("province", told.province), request))
        lines.append(Line([Figure(told.name, url), *numbers, home, Figure(_as_of(told.as_of, now), late=late)]))
    empty = _("没有服务商报告逾期")
    return Sheet("worst", _("逾期最多的十家接入服务商"), heads, lines, None, empty, choices(request, "worst"))


def _tiles(found: list[Place], form: PeriodForm, now: datetime) -> list[Tile]:
    """The map, in reading order. Only what provinces tell can be late: the rest the ministry counts itself."""
    by_code = {place.code: place for place in found}
    values = {code: getattr(place, form.measure) for code, place in by_code.items()}
    late_ones = {place.code for place in found if form.measure == "overdue" and place.late(now)}
    most = max((value or 0 for code, value in values.items() if code not in late_ones), default=0)
    query = {**form.period.query, "show": form.measure}
    tiles = []
    for tile in places.tiles():
        place = by_code.get(tile.code)
        if place is None:
            name = tile.name_en if (get_language() or "").startswith("en") else tile.name
            tiles.append(Tile(name, tile.row, tile.column, "", None, 0, False, _("无数据")))
            continue
        value = values[tile.code]
        late = tile.code in late_ones
        level = 0 if not value or not most else min(LEVELS, 1 + (value * LEVELS - 1) // most)
        url = f"{here('province', tile.code)}?{urlencode(query)}"
        words = _("迟报") if late else ""
        tiles.append(Tile(place.name, tile.row, tile.column, url, value, 0 if late else level, late, words))
    return tiles
