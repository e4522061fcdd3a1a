"""Reading kept verification sheets by samples (M12, P10 三(二)2): draw, want what is not here, find, sum up, tell the provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit, exchange
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.exchange import Outgoing, send_many
from beian.people import scope
from beian.people.models import User
from beian.people.nodes import MINISTRY, code_of
from beian.people.scope import Actor
from beian.reference import clocks
from province.cases.models import Case
from province.supervision.inspections import LARGEST_POPULATION, MOST, Sample, SampleItem
from verification.sampling import drawing, intervals
from verification.sampling.causes import CAUSES, MISSING
from verification.sampling.told import Item, Result, Wanted

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK = "kept_sheet"
ASKED_AT_MOST = 3
FEW_NAMES = 5
# What is opened of a filing: the sheet decides, photo and agreement belong to it.
SHEET = "verification_sheet"
KEPT = (SHEET, "desk_photo", "agreement")
Standing = SampleItem.Standing


class NotDrawn(ValueError):
    """A sample that cannot be drawn; str() is the sentence for the supervisor."""


class NotFound(ValueError):
    """A finding or a result that cannot be taken down; str() is the sentence for the supervisor."""


def provider_named(text: str, month: date) -> str:
    """The code that is meant: the text itself, or that of the only one of the month's providers whose name holds it."""
    reported = _reported(month)
    if reported.filter(provider=text).exists():
        return text
    found = dict(
        reported.filter(provider_name__icontains=text).order_by().values_list("provider", "provider_name").distinct()
    )
    if len(found) > 1:
        names = "、".join(sorted(found.values())[:FEW_NAMES])
        raise NotDrawn(_("符合的服务商不止一家，请写全名称：%(names)s") % {"names": names})
    if not found:
        raise NotDrawn(_("这家服务商在这个月没有上报备案，无法抽检。"))
    return next(iter(found))


def population(provider: str, month: date) -> QuerySet[Case]:
    """The provider's filings that were reported in that month (Shanghai) and are here, not disposed of."""
    return _reported(month).filter(provider=provider)


def _reported(month: date) -> QuerySet[Case]:
    first = datetime(month.year, month.month, 1, tzinfo=SHANGHAI)
    following = clocks.add_months(month.replace(day=1), 1)
    until = datetime(following.year, following.month, 1, tzinfo=SHANGHAI)
    return Case.objects.filter(reported_at__gte=first, reported_at__lt=until, disposed_at=None)


def draw(*, provider: str, month: date, size: int, note: str, by: User, now: datetime) -> Sample:
    """Draw a sample of the provider's filings of a month by a seed that nobody chose, and ask for the sheets that are not here."""
    month = month.replace(day=1)
    _one_at_a_time(provider, month)
    if Sample.objects.filter(provider=provider, month=month, closed_at=None).exists():
        raise NotDrawn(_("这家服务商这个月的抽检还没有结束，请先完成。"))
    cases = population(provider, month)
    members = list(cases.order_by("application").values_list("application", flat=True)[: LARGEST_POPULATION + 1])
    if not members:
        raise NotDrawn(_("这家服务商在这个月没有上报备案，无法抽检。"))
    if len(members) > LARGEST_POPULATION:
        raise NotDrawn(_("这个月的上报超过 %(most)d 件，无法一次抽检。") % {"most": LARGEST_POPULATION})
    sample = _new(cases.order_by("-id")[0], month, members, min(size, len(members), MOST), note, by, now)
    _items(sample, now)
    return sample


def _new(one: Case, month: date, members: list[UUID], size: int, note: str, by: User, now: datetime) -> Sample:
    sample = Sample.objects.create(
        provider=one.provider,
        provider_name=one.provider_name,
        provider_province=one.provider_province,
        month=month,
        seed=drawing.new_seed(),
        population=members,
        total=len(members),
        size=size,
        note=note,
        drawn_by=by,
        drawn_at=now,
    )
    after = {"provider": one.provider, "month": f"{month:%Y-%m}", "seed": sample.seed, "of": sample.total, "size": size}
    audit.record(verb="sample.draw", subject=("sample", sample.uuid), after=after)
    return sample


def _items(sample: Sample, now: datetime) -> None:
    """The chosen ones in their order; what is kept here is opened here, the rest is asked for."""
    chosen = drawing.draw(sample.seed, sample.population, sample.size)
    cases = {
        case.application: case for case in Case.objects.filter(application__in=chosen).only("application", "papers")
    }
    kept = held(cases.values())
    items = [
        SampleItem(
            sample=sample,
            place=place,
            application=application,
            case=cases[application],
            standing=Standing.HELD if application in kept else Standing.WANTED,
            papers=kept.get(application, []),
        )
        for place, application in enumerate(chosen, start=1)
    ]
    SampleItem.objects.bulk_create(items)
    want(sample, [item for item in items if item.standing == Standing.WANTED], now=now)


def held(cases: Iterable[Case]) -> dict[UUID, list[UUID]]:
    """Application → the papers of its report that are here to be opened; only where the sheet is among them."""
    listed = {case.application: set(case.papers) for case in cases}
    files = EvidenceFile.objects.kept().filter(application__in=listed, purpose__in=KEPT, complete=True).order_by("id")
    found: dict[UUID, dict[str, UUID]] = {}
    for file in files:
        if file.uuid in listed[file.application]:
            found.setdefault(file.application, {})[file.purpose] = file.uuid
    return {application: list(papers.values()) for application, papers in found.items() if SHEET in papers}


def want(sample: Sample, items: Sequence[SampleItem], *, now: datetime) -> None:
    """Ask the provider to show the sheets of these items, and note until when."""
    due = clocks.due(clocks.clock(CLOCK), now)
    for item in items:
        item.wanted_at, item.due_on, item.asked = item.wanted_at or now, due, item.asked + 1
    SampleItem.objects.bulk_update(items, ["wanted_at", "due_on", "asked"])
    body = Wanted(**_route(sample))
    way = toward(sample.provider, sample.provider_province)
    send_many(Outgoing(way, "sheet.wanted", str(item.application), body, revision=item.asked) for item in items)


def chase(*, now: datetime) -> int:
    """Mark what was not shown in time, and ask again as long as that makes sense; how many were late."""
    late = SampleItem.objects.overdue(timezone.localdate(now)).filter(finding="")
    items = list(late.select_related("sample").select_for_update(of=("self",), skip_locked=True).order_by("id")[:500])
    fresh = [item for item in items if not item.late]
    for item in items:
        item.late = True
    SampleItem.objects.bulk_update(items, ["late"])
    for item in fresh:
        after = {"place": item.place, "due": item.due_on.isoformat() if item.due_on else ""}
        audit.record(verb="sample.late", subject=("sample", item.sample.uuid), after=after)
    again = [item for item in items if item.asked < ASKED_AT_MOST]
    for sample in {item.sample_id: item.sample for item in again}.values():
        want(sample, [item for item in again if item.sample_id == sample.pk], now=now)
    return len(items)


def show(*, item: SampleItem, papers: Sequence[UUID], missing: str, now: datetime) -> None:
    """What the provider answered: papers to open, or that it has none. A word that comes twice, or late, is taken once and counts."""
    if item.standing == Standing.HELD or item.sample.closed or item.finding:
        return
    if not papers and item.standing == Standing.SHOWN:
        return
    item.standing = Standing.SHOWN if papers else Standing.MISSING
    item.papers, item.said = list(papers), missing
    item.shown_at = item.shown_at or now
    item.save(update_fields=["standing", "papers", "said", "shown_at"])
    after = {"place": item.place, "standing": item.standing, "papers": [str(paper) for paper in papers]}
    audit.record(verb="sample.shown", subject=("sample", item.sample.uuid), after=after)


def opened(item: SampleItem, by: User) -> frozenset[UUID]:
    """Which of its papers this person has opened, as the log of readings has it."""
    own = EvidenceReading.objects.filter(node=item.node, actor=str(Actor.user(by)), evidence__uuid__in=item.papers)
    return frozenset(own.values_list("evidence__uuid", flat=True))


def check_can_find(item: SampleItem, finding: str, cause: str, by: User) -> None:
    """Raises the sentence that stands in the way of this finding."""
    if item.sample.closed:
        raise NotFound(_("这次抽检已经结束，结论不能再改。"))
    absent = item.standing == Standing.MISSING or (item.standing == Standing.WANTED and item.late)
    if item.standing == Standing.WANTED and not item.late:
        raise NotFound(_("服务商还没有出示核验单，期限也没有到。"))
    if absent and (finding != "fail" or cause != MISSING):
        raise NotFound(_("没有核验单可看，只能认定为“未留存核验单，或未按期出示”。"))
    if not absent and cause == MISSING:
        raise NotFound(_("核验单已经出示，请选择其他原因。"))
    if not absent and set(item.papers) - opened(item, by):
        raise NotFound(_("请先打开核验单和所附材料，再下结论。"))


def find(*, item: SampleItem, finding: str, cause: str, words: str, by: User, now: datetime) -> SampleItem:
    """Take down what was found in one filing; changed as often as need be until the sample is closed."""
    Sample.objects.select_for_update().get(pk=item.sample_id)
    item = SampleItem.objects.select_for_update().select_related(None).get(pk=item.pk)
    cause = cause if finding == "fail" else ""
    check_can_find(item, finding, cause, by)
    before = {"finding": item.finding, "cause": item.cause}
    item.finding, item.cause, item.words = finding, cause, words
    item.found_by, item.found_at = by, now
    item.save(update_fields=["finding", "cause", "words", "found_by", "found_at"])
    after = {"place": item.place, "finding": finding, "cause": cause}
    audit.record(verb="sample.find", subject=("sample", item.sample.uuid), before=before, after=after)
    return item


def check_can_close(sample: Sample, open_items: int) -> None:
    """Raises the sentence that stands in place of the button."""
    if sample.closed:
        raise NotFound(_("这次抽检已经结束。"))
    if open_items:
        raise NotFound(_("还有 %(many)d 份没有结论。") % {"many": open_items})


def close(*, sample: Sample, by: User, now: datetime) -> Sample:
    """Sum the findings up and tell the provider; through the ministry and its own bureau where it belongs to another province."""
    sample = Sample.objects.select_for_update().get(pk=sample.pk)
    items = list(sample.items.order_by("place"))
    check_can_close(sample, sum(not item.finding for item in items))
    sample.closed_by, sample.closed_at, sample.result = by, now, summed(items)
    sample.save(update_fields=["closed_by", "closed_at", "result"])
    audit.record(verb="sample.close", subject=("sample", sample.uuid), after=sample.result)
    way = toward(sample.provider, sample.provider_province)
    exchange.send(receiver=way, kind="sample.result", key=sample.uuid, revision=1, body=_result(sample, items))
    return sample


def summed(items: Sequence[SampleItem]) -> dict[str, Any]:
    """Failed of n, the 95 % interval of that share in per cent, and how often each cause was given."""
    failed = sum(item.finding == "fail" for item in items)
    low, high = intervals.wilson(failed, len(items))
    causes = Counter(item.cause for item in items if item.cause)
    share = intervals.per_cent(failed / len(items))
    return {
        "size": len(items),
        "failed": failed,
        "share": share,
        "low": intervals.per_cent(low),
        "high": intervals.per_cent(high),
        "causes": {code: causes[code] for code in CAUSES if causes[code]},
    }


def _result(sample: Sample, items: Sequence[SampleItem]) -> Result:
    found: Mapping[str, Any] = sample.result
    return Result.model_validate(
        _route(sample)
        | {name: getattr(sample, name) for name in ("provider_name", "month", "seed", "total", "size", "closed_at")}
        | {name: found[name] for name in ("failed", "causes")}
        | {name: round(found[name] * 10) for name in ("low", "high")}
        | {"items": [Item.model_validate(item, from_attributes=True) for item in items]}
    )


def note_answer(*, sample: Sample, text: str, by: str, at: datetime) -> None:
    """What the provider says to the result; the first word counts."""
    if sample.closed and sample.answered_at is None:
        sample.answer, sample.answered_by, sample.answered_at = text, by, at
        sample.save(update_fields=["answer", "answered_by", "answered_at"])
        audit.record(verb="sample.answer", subject=("sample", sample.uuid), after={"by": by})


def toward(provider: str, province: str) -> str:
    """The next node on the way to a provider: itself if it is ours, else the ministry."""
    return f"provider:{provider}" if province == code_of(scope.current().node) else MINISTRY


def _route(sample: Sample) -> dict[str, object]:
    return {
        "asker": scope.current().node,
        "provider": sample.provider,
        "provider_province": sample.provider_province,
        "sample": sample.uuid,
    }


def _one_at_a_time(provider: str, month: date) -> None:
    """Until this transaction ends nobody else draws from the same filings."""
    with connection.cursor() as cursor:
        key = f"sample|{scope.current().node}|{provider}|{month:%Y-%m}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
