"""Samples of kept verification sheets (M12): drawing one, reading what is in it, what was found, and the result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian import audit
from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.evidence.refusals import EvidenceAbsent
from beian.evidence.views import headers_of
from beian.pages import exports
from beian.pages.components import Entry, Tab
from beian.pages.forms import unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from province.cases import sheets
from province.supervision import samples
from province.supervision.inspections import HeardSample, Sample, SampleItem
from province.supervision.sample_forms import FEW, DrawForm, FindingForm
from province.supervision.sample_tables import HeardTable, SampleTable, share, standing
from verification.sampling import drawing
from verification.sampling.causes import label_of

READERS = ("province_supervisor", "province_leader")
OFFICER = "province_supervisor"
LIST, DRAW, SAMPLE, ITEM = (f"province/samples/{name}.html" for name in ("list", "draw", "sample", "item"))
TONES = {"held": "info", "wanted": "warning", "shown": "info", "missing": "danger"}


@allow(*READERS)
@require_GET
def sample_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every sample of this bureau, newest first."""
    rows = (
        Sample.objects.visible_to(request.viewer)
        .defer("population")
        .annotate(found=Count("items", filter=~Q(items__finding="")), late=Count("items", filter=Q(items__late=True)))
    )
    context = {"tabs": _tabs("samples"), "may_draw": request.viewer.holds(OFFICER)}
    return SampleTable.respond(request, rows, LIST, context)


@allow(*READERS)
@require_GET
def heard(request: HttpRequest, code: str) -> HttpResponse:
    """What other bureaus found in the sheets of our providers."""
    rows = HeardSample.objects.visible_to(request.viewer)
    return HeardTable.respond(request, rows, LIST, {"tabs": _tabs("heard_samples")})


@allow(OFFICER)
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """Draw one; the seed is the machine's."""
    form = DrawForm(
        request.POST if request.method == "POST" else None,
        initial={"size": FEW, "month": f"{timezone.localdate():%Y-%m}"},
    )
    context = {"form": form, "crumbs": [(_("核验单抽检"), here("samples")), (_("抽取核验单"), "")]}
    if request.method == "GET":
        return render(request, DRAW, context)
    if form.is_valid():
        try:
            asked = form.cleaned_data
            provider = samples.provider_named(asked["provider"], asked["month"])
            drawn = samples.draw(**asked | {"provider": provider}, by=request.viewer.user, now=timezone.now())
            return redirect(here("sample", drawn.uuid))
        except samples.NotDrawn as refusal:
            form.add_error("provider", str(refusal))
    return unprocessable(request, DRAW, context)


@allow(*READERS)
@require_GET
def sample(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One sample: how it was drawn, its items, what was found, and its result."""
    return render(request, SAMPLE, _frame(request, _sample(request, uuid)))


@allow(*READERS)
@require_GET
def population(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """What it was drawn from, in the order of the hashes, as a file: anybody can draw it again."""
    found = get_object_or_404(Sample.objects.visible_to(request.viewer), uuid=uuid)
    lines = _lines(found)
    body = exports.as_csv([_("名次"), _("申请编号"), "SHA-256(seed|id)", _("抽中")], lines)
    response = HttpResponse(body, content_type=exports.MEDIA_TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="sample-{found.seed}.csv"'
    return response


def _lines(found: Sample) -> Iterator[list[object]]:
    ordered = drawing.draw(found.seed, found.population, found.total)
    for place, member in enumerate(ordered, start=1):
        drawn = _("是") if place <= found.size else ""
        yield [place, str(member), drawing.rank(found.seed, member), drawn]


@allow(*READERS)
@require_GET
def item(request: HttpRequest, code: str, uuid: UUID, place: int) -> HttpResponse:
    """One filing of it: the sheet's facts, the papers to open, and the finding."""
    found = _item(request, uuid, place)
    initial = {"finding": found.finding, "cause": found.cause, "words": found.words}
    return render(request, ITEM, _item_frame(request, found, FindingForm(initial=initial)))


@allow(*READERS)
@require_GET
def paper(request: HttpRequest, code: str, uuid: UUID, place: int, paper: UUID) -> HttpResponse:
    """One paper of it, decrypted in memory; the reading is logged with the sample as its reason."""
    found = _item(request, uuid, place)
    if paper not in found.papers:
        raise Http404
    evidence = get_object_or_404(EvidenceFile.objects.visible_to(request.viewer).kept(), uuid=paper)
    try:
        data = store.read(evidence, reason="sample")
    except EvidenceAbsent as absent:
        raise Http404(_("文件尚未从上一级系统传到这里，请稍后再看。")) from absent
    after = {"place": place, "paper": str(paper)}
    audit.record(verb="sample.read", subject=("sample", uuid), after=after)
    return HttpResponse(data, headers=headers_of(evidence))


@allow(OFFICER)
@require_POST
def find(request: HttpRequest, code: str, uuid: UUID, place: int) -> HttpResponse:
    """Take the finding down, and go on to the next one that has none."""
    found, form = _item(request, uuid, place), FindingForm(request.POST)
    if not form.is_valid():
        return unprocessable(request, ITEM, _item_frame(request, found, form))
    try:
        samples.find(item=found, **form.cleaned_data, by=request.viewer.user, now=timezone.now())
    except samples.NotFound as refusal:
        form.add_error(None, str(refusal))
        return unprocessable(request, ITEM, _item_frame(request, found, form), status=409)
    following = found.sample.items.filter(finding="", place__gt=place).order_by("place").first()
    return redirect(here("sample_item", uuid, following.place) if following else here("sample", uuid))


@allow(OFFICER)
@require_POST
def close(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Sum up and tell the provider. A request without its button closes nothing."""
    found = _sample(request, uuid)
    if request.POST.get("close") != "now":
        return redirect(here("sample", uuid))
    try:
        samples.close(sample=found, by=request.viewer.user, now=timezone.now())
    except samples.NotFound as refusal:
        return render(request, SAMPLE, _frame(request, found) | {"problem": str(refusal)}, status=409)
    return redirect(here("sample", uuid))


def _sample(request: HttpRequest, uuid: UUID) -> Sample:
    rows = Sample.objects.visible_to(request.viewer).defer("population").select_related("drawn_by", "closed_by")
    return get_object_or_404(rows, uuid=uuid)


def _item(request: HttpRequest, uuid: UUID, place: int) -> SampleItem:
    rows = SampleItem.objects.visible_to(request.viewer).select_related("sample", "case", "found_by")
    return get_object_or_404(rows.defer("sample__population"), sample__uuid=uuid, place=place)


def _frame(request: HttpRequest, found: Sample) -> dict[str, Any]:
    items = list(found.items.select_related("case").defer("case__document", "case__sealed").order_by("place"))
    left = sum(not each.finding for each in items)
    officer = request.viewer.holds(OFFICER)
    return {
        "sample": found,
        "standing": standing(found),
        "facts": _facts(found),
        "lines": [(each, here("sample_item", found.uuid, each.place), *_words(each)) for each in items],
        "left": left,
        "done": len(items) - left,
        "may_close": officer and not found.closed,
        "outcome": share(found.result, found.size),
        "causes": [(label_of(cause), many) for cause, many in found.result.get("causes", {}).items()],
        "history": _history(found),
        "crumbs": [(_("核验单抽检"), here("samples")), (f"{found.provider_name} {found.month:%Y-%m}", "")],
    }


def _facts(found: Sample) -> list[tuple[str, object]]:
    return [
        (_("接入服务商"), found.provider_name),
        (
            _("总体"),
            _("%(month)s 上报到本局的备案，共 %(total)d 件") % {"month": f"{found.month:%Y-%m}", "total": found.total},
        ),
        (_("抽取份数"), found.size),
        (_("种子"), found.seed),
        (_("抽检事由"), found.note),
    ]


def _words(each: SampleItem) -> tuple[tuple[str, str], tuple[str, str]]:
    """Where the sheet is, and the finding; each in words and with the colour of its badge."""
    where = each.get_standing_display(), TONES[each.standing]
    if each.standing == "wanted" and each.late:
        where = _("逾期未出示"), "danger"
    if not each.finding:
        return where, (_("待查看"), "neutral")
    if each.finding == "pass":
        return where, (_("合格"), "success")
    return where, (_("不合格：%(cause)s") % {"cause": label_of(each.cause)}, "danger")


def _history(found: Sample) -> list[Entry]:
    steps = [Entry(_("抽取"), at=found.drawn_at, by=found.drawn_by.name if found.drawn_by else "")]
    if found.closed_at:
        by = found.closed_by.name if found.closed_by else ""
        steps.append(Entry(_("结束并通知服务商"), at=found.closed_at, by=by))
    if found.answered_at:
        steps.append(Entry(_("服务商答复"), at=found.answered_at, by=found.answered_by, text=found.answer))
    return steps


def _item_frame(request: HttpRequest, found: SampleItem, form: FindingForm) -> dict[str, Any]:
    read = samples.opened(found, request.viewer.user)
    files = EvidenceFile.objects.visible_to(request.viewer).kept().filter(uuid__in=found.papers).order_by("id")
    where, finding = _words(found)
    return {
        "item": found,
        "sample": found.sample,
        "where": where,
        "finding": finding,
        "facts": [
            (_("主办者"), found.case.subject_name),
            (_("网站"), found.case.site_names),
            (_("状态"), found.case.state_label),
            (_("申请编号"), found.application),
            *sheets.facts(found.case),
        ],
        "corrections": sheets.corrections(found.case),
        "papers": [
            (file, here("sample_paper", found.sample.uuid, found.place, file.uuid), file.uuid in read) for file in files
        ],
        "form": form,
        "may_find": request.viewer.holds(OFFICER) and not found.sample.closed,
        "before": here("sample_item", found.sample.uuid, found.place - 1) if found.place > 1 else "",
        "after": here("sample_item", found.sample.uuid, found.place + 1) if found.place < found.sample.size else "",
        "crumbs": [
            (_("核验单抽检"), here("samples")),
            (f"{found.sample.provider_name} {found.sample.month:%Y-%m}", here("sample", found.sample.uuid)),
            (_("第 %(place)d 份") % {"place": found.place}, ""),
        ],
    }


def _tabs(current: str) -> list[Tab]:
    labels = {"samples": _("本局抽检"), "heard_samples": _("外省抽检结果")}
    return [Tab(label, here(name), current=name == current) for name, label in labels.items()]
