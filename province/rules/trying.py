"""Trials: order one, watch it, stop it, and read which filings the draft would have hit, by which rule and in which field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import NamedTuple

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from beian.editions.drafting import Stale
from beian.pages.forms import unprocessable
from beian.pages.words import moment
from beian.people.access import allow
from beian.people.nodes import here
from province.cases.views import READERS
from province.rules import packs, trials, words
from province.rules.editing import DRAFT, draft_at, frame, gone, trial_form
from province.rules.models import RuleTrial, TrialHit, TrialState
from province.rules.tables import GONE, NEW, TONES, TrialTable, hit_table
from province.rules.trials import NotTried
from province.rules.views import EDITORS, may_edit, tabs

TRIAL = "province/rules/trial.html"


class Tally(NamedTuple):
    """One line of the result: a rule, a field, and how often each way."""

    rule: str
    item: str
    new: int
    gone: int


@allow(*EDITORS)
@require_POST
def rules_try(request: HttpRequest, code: str) -> HttpResponse:
    """Order a trial of the draft: over which days, and of which rules."""
    draft = packs.draft(request.viewer)
    if draft is None:
        raise gone(request, None)
    form = trial_form(draft, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        draft_at(request, given["revision"])
        period = {"first_day": given["first_day"], "last_day": given["last_day"]}
        by = {"by": request.viewer.user, "roles": request.viewer.roles, "now": timezone.now()}
        try:
            trial = trials.start(draft=draft, code=given["what"], **period, **by)
            return HttpResponseRedirect(here("rules_trial", trial.pk), status=HTTPStatus.SEE_OTHER)
        except Stale:
            raise gone(request, packs.draft(request.viewer)) from None
        except NotTried as refusal:
            form.add_error(None, str(refusal))
    return unprocessable(request, DRAFT, frame(request, draft) | {"trial_form": form})


@allow(*READERS)
@require_GET
def rules_trials(request: HttpRequest, code: str) -> HttpResponse:
    """Every trial, the latest first."""
    found = RuleTrial.objects.visible_to(request.viewer).select_related("started_by").defer("before", "after")
    return TrialTable.respond(request, found, "province/rules/trials.html", {"tabs": tabs("rules_trials")})


@allow(*READERS)
@require_GET
def rules_trial(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One trial while it runs and when it is over."""
    found = RuleTrial.objects.visible_to(request.viewer).select_related("started_by")
    trial, now = get_object_or_404(found, pk=pk), timezone.now()
    sentences = _sentences(trial)
    counts = _counts(trial, sentences)
    table = hit_table(trial, sentences, _choices(trial, sentences))
    hits = TrialHit.objects.visible_to(request.viewer).filter(trial=trial).select_related("case")
    columns = ("node", "trial", "case", "path", "code", "severity", "kind")
    shown = hits.only(*columns, "case__subject_name", "case__site_names", "case__reported_at")
    context = {
        "trial": trial,
        "state": (trial.get_state_display(), TONES[TrialState(trial.state)]),
        "facts": _facts(trial),
        "elapsed": elapsed(trial.elapsed(now)),
        "counts": counts,
        "changed_since": _changed_since(request, trial),
        "may_cancel": trial.under_way and may_edit(request),
        "crumbs": [(_("规则"), here("rules")), (_("试算"), here("rules_trials")), (moment(trial.started_at), "")],
    }
    return table.respond(request, shown, TRIAL, context)


def _sentences(trial: RuleTrial) -> dict[str, str]:
    """Each tried rule as it would speak: as the draft has it, or as it stood where the draft drops it."""
    return {row["code"]: words.line(row).sentence for row in (*trial.before, *trial.after)}


def _counts(trial: RuleTrial, sentences: dict[str, str]) -> list[Tally]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for code, item, kind, count in (
        trial.found.filter(node=trial.node)
        .values_list("code", "item", "kind")
        .annotate(Count("id"))
        .order_by("code", "item", "kind")
    ):
        found.setdefault((code, item), {})[kind] = count
    return [
        Tally(sentences.get(code, code), words.item_words(item), kinds.get(NEW, 0), kinds.get(GONE, 0))
        for (code, item), kinds in found.items()
    ]


def _choices(trial: RuleTrial, sentences: dict[str, str]) -> dict[str, Sequence[tuple[str, str]]]:
    items = sorted({item for row in (*trial.before, *trial.after) for item in words.line(row).items})
    return {"code": list(sentences.items()), "item": [(item, words.item_words(item)) for item in items]}


def _facts(trial: RuleTrial) -> list[tuple[str, str]]:
    what = _sentences(trial).get(trial.code, trial.code) if trial.code else _("整个草稿")
    version = _("以第 %(edition)d 版为基础的草稿，第 %(revision)d 次修改后的内容") % {
        "edition": trial.based_on,
        "revision": trial.draft_revision,
    }
    facts = [
        (_("试算内容"), what),
        (_("草稿"), version),
        (_("上报日期"), words.span(*trial.period)),
        (_("开始"), f"{moment(trial.started_at)} {trial.started_by.name}"),
    ]
    return [*facts, (_("结束"), moment(trial.finished_at))] if trial.finished_at else facts


def _changed_since(request: HttpRequest, trial: RuleTrial) -> bool:
    """Whether the draft says something else by now than what was tried, or is there no longer."""
    draft = packs.draft(request.viewer)
    return draft is None or not trials.is_of(trial, draft, timezone.localdate())


def elapsed(span: timedelta) -> str:
    """3 分 20 秒."""
    minutes, seconds = divmod(max(0, int(span.total_seconds())), 60)
    said = ngettext("%(n)d 秒", "%(n)d 秒", seconds) % {"n": seconds}
    return _("%(minutes)d 分 %(rest)s") % {"minutes": minutes, "rest": said} if minutes else said


@allow(*EDITORS)
@require_POST
def rules_trial_cancel(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Stop it; what it has found so far stays."""
    trial = get_object_or_404(RuleTrial.objects.visible_to(request.viewer), pk=pk)
    trials.cancel(trial=trial, roles=request.viewer.roles, now=timezone.now())
    return redirect(here("rules_trial", pk))
