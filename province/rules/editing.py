"""The draft of the next edition: rules are switched, added from a template, changed and taken out, and put into force on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.editions import drafting, publishing
from beian.editions.drafting import BadRow, Key, NotDrafted, Row, Stale
from beian.editions.models import Draft
from beian.editions.shapes import Problem
from beian.filing.rules import packs as engine
from beian.filing.rules.packs.template import Template
from beian.pages.errors import Conflict
from beian.pages.forms import Mistake, unprocessable
from beian.people.access import allow
from beian.people.nodes import code_of, here
from beian.reference import tables
from province.cases.views import READERS
from province.rules import packs, trials, words
from province.rules.forms import (
    BeginForm,
    KeyForm,
    PublishForm,
    RevisionForm,
    RuleForm,
    TrialForm,
    initial_of,
    row_of,
    rule_form,
)
from province.rules.models import RuleTrial
from province.rules.views import EDITORS, may_edit, tabs

DRAFT = "province/rules/draft.html"
RULE = "province/rules/rule_form.html"
PUBLISH = "province/rules/publish.html"
STEP = 10  # between the places of two rules


def _acting(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer.user, "roles": request.viewer.roles, "now": timezone.now()}


def gone(request: HttpRequest, draft: Draft | None) -> Conflict:
    """The draft is not as it was on the page: say who changed it, or who published it."""
    if draft is not None:
        what = _("已经修改了草稿，请看过最新内容后再改")
        return Conflict(who=draft.edited_by.name, what=what, when=draft.edited_at, back=here("rules_draft"))
    last = packs.editions(request.viewer).defer("rows").order_by("-version").first()
    who, when = (last.published_by_name, last.published_at) if last else ("", None)
    return Conflict(who=who, what=_("草稿已经发布或放弃"), when=when, back=here("rules"))


def draft_at(request: HttpRequest, revision: int) -> Draft:
    """The draft as the officer has read it; 409 where it has moved on."""
    draft = packs.draft(request.viewer)
    if draft is None or draft.revision != revision:
        raise gone(request, draft)
    return draft


@allow(*EDITORS)
@require_POST
def rules_begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft from the edition on the page; a draft that somebody has begun is gone on with."""
    form = BeginForm(request.POST)
    if not form.is_valid() or packs.draft(request.viewer):
        return redirect(here("rules_draft"))
    drafting.begin(name=packs.own(), **_acting(request))
    return redirect(here("rules_draft"))


@allow(*READERS)
@require_GET
def rules_draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft: every rule with what was changed about it, and the way to try it and to put it into force."""
    return render(request, DRAFT, frame(request, packs.draft(request.viewer)))


def frame(request: HttpRequest, draft: Draft | None) -> dict[str, Any]:
    """What the draft's page shows, also when something on it was refused."""
    context = {"tabs": tabs("rules_draft"), "draft": draft, "may_edit": may_edit(request)}
    if draft is None:
        last = packs.editions(request.viewer).values_list("version", flat=True).order_by("-version").first()
        return context | {"begin": BeginForm(initial={"edition": last or 1})}
    changes = drafting.differences(draft)
    return context | {
        "shown": words.drafted(draft.rows, changes),
        "changes": len(changes),
        "wrong": _wrong(draft),
        "trial_form": trial_form(draft),
        "trial": RuleTrial.objects.visible_to(request.viewer).order_by("-id").first(),
        "revision": RevisionForm(initial={"revision": draft.revision}),
    }


def _wrong(draft: Draft) -> list[str]:
    """Rules that keep the draft from being published: a newer system may ask more of them than the one they were written on."""
    lines = {words.line(row).key: words.line(row).sentence for row in draft.rows}
    return [
        _("%(part)s：%(label)s") % {"part": lines.get(key, key[0]), "label": _said(found)}
        for key, found in drafting.wrong_rows(draft)
    ]


def trial_form(draft: Draft, data: Any = None) -> TrialForm:
    """The order form of a trial: the whole draft, or one of the rules that it changes."""
    changed = {change.key[0] for change in drafting.differences(draft)}
    known = {row["code"]: words.line(row).sentence for row in draft.rows if row["code"] in changed}
    dropped = {
        change.key[0]: words.line(change.before).sentence
        for change in drafting.differences(draft)
        if change.after is None and change.before is not None
    }
    return TrialForm(
        data,
        initial={"revision": draft.revision},
        today=timezone.localdate(),
        rules=sorted((dropped | known).items()),
    )


@allow(*EDITORS)
@require_http_methods(["GET", "POST"])
def rules_rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule of the draft: a new one by ?template=, a known one by ?rule= and ?from=, else the templates to choose from."""
    draft = packs.draft(request.viewer)
    if draft is None:
        if request.method == "POST":
            raise gone(request, None)
        return redirect(here("rules_draft"))
    row = _asked_row(request, draft)
    template = engine.template_of(row["flags"]["template"] if row else request.GET.get("template"))
    if row is None and not request.GET.get("template"):
        return _choose(request)
    if template is None:
        raise Http404
    kind = rule_form(template, timezone.localdate())
    if request.method == "POST":
        return _put(request, draft, template, row, kind(request.POST))
    form = kind(initial=initial_of(template, tables.read(row) if row else None) | {"revision": draft.revision})
    return render(request, RULE, _rule_frame(template, row, form))


def _asked_row(request: HttpRequest, draft: Draft) -> Row | None:
    """The row that the address names; 404 where the draft has none such."""
    if "rule" not in request.GET:
        return None
    key = request.GET["rule"], request.GET.get("from", "")
    row = drafting.by_key(draft.rows).get(key)
    if row is None:
        if request.method == "POST":
            raise gone(request, draft)
        raise Http404
    return row


def _choose(request: HttpRequest) -> HttpResponse:
    context = {
        "templates": engine.TEMPLATES,
        "crumbs": [*_crumbs(), (_("新增规则"), "")],
    }
    return render(request, "province/rules/templates.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("规则"), here("rules")), (_("草稿"), here("rules_draft"))]


def _rule_frame(template: Template, row: Row | None, form: RuleForm) -> dict[str, Any]:
    title = _("修改规则") if row else _("新增规则")
    return {"title": title, "template": template, "row": row, "form": form, "crumbs": [*_crumbs(), (title, "")]}


def _put(request: HttpRequest, draft: Draft, template: Template, row: Row | None, form: RuleForm) -> HttpResponse:
    """Keep the rule; what the form, the engine or the draft refuses is said beside its field, all of it at once."""
    if form.is_valid() and form.cleaned_data["revision"] != draft.revision:
        raise gone(request, draft)
    new = row_of(
        template,
        form,
        code=row["code"] if row else _fresh_code(draft, template),
        order=row["order"] if row else max((known["order"] for known in draft.rows), default=0) + STEP,
    )
    form.add_problems(_problems(draft, new, row))
    if form.is_valid() and _kept(request, draft, new, row, form):
        return redirect(here("rules_draft"))
    return unprocessable(request, RULE, _rule_frame(template, row, form))


def _fresh_code(draft: Draft, template: Template) -> str:
    """33.min_age, or 33.min_age_2 where the draft has that one."""
    taken, base = {row["code"] for row in draft.rows}, f"{code_of(draft.node)}.{template.code}"
    return next(code for number in range(1, 1000) if (code := base if number == 1 else f"{base}_{number}") not in taken)


def _problems(draft: Draft, new: Row, old: Row | None) -> list[tuple[str, Any]]:
    """What is wrong with the rule by itself and among the others."""
    others = [tables.read(row) for row in draft.rows if row != old]
    found = engine.problems([*others, tables.read(new)])
    return [(problem.place, problem.text) for problem in found if problem.row in (new["code"], "")]


def _kept(request: HttpRequest, draft: Draft, new: Row, old: Row | None, form: RuleForm) -> bool:
    replaces = drafting.key_of(old) if old else None
    try:
        drafting.put_row(draft=draft, row=new, replaces=replaces, revision=draft.revision, **_acting(request))
    except BadRow as bad:
        form.add_problems((problem.member, problem.text) for problem in bad.problems)
    except Stale:
        raise gone(request, packs.draft(request.viewer)) from None
    except NotDrafted as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _changing(request: HttpRequest, change: Callable[[Draft, Key], None]) -> HttpResponse:
    """One button beside one rule of the draft."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _refused(request, _("页面已经过期，请重新操作。"))
    draft = draft_at(request, form.cleaned_data["revision"])
    try:
        change(draft, form.key)
    except Stale:
        raise gone(request, packs.draft(request.viewer)) from None
    except (NotDrafted, BadRow) as refusal:
        return _refused(request, _sentence(refusal))
    return redirect(here("rules_draft"))


def _sentence(refusal: NotDrafted | BadRow) -> str:
    return _said(refusal.problems) if isinstance(refusal, BadRow) else str(refusal)


def _said(problems: Iterable[Problem]) -> str:
    return _("；").join(str(problem.text) for problem in problems)


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    mistakes = {"mistakes": [Mistake(sentence, "")]}
    return unprocessable(request, DRAFT, frame(request, packs.draft(request.viewer)) | mistakes)


@allow(*EDITORS)
@require_POST
def rules_switch(request: HttpRequest, code: str) -> HttpResponse:
    """Switch a rule on or off."""

    def switched(draft: Draft, key: Key) -> None:
        row = drafting.by_key(draft.rows).get(key)
        if row is None:
            raise Stale
        new = row | {"flags": row["flags"] | {"on": not row["flags"]["on"]}}
        drafting.put_row(draft=draft, row=new, replaces=key, revision=draft.revision, **_acting(request))

    return _changing(request, switched)


@allow(*EDITORS)
@require_POST
def rules_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take a rule out of the draft."""

    def removed(draft: Draft, key: Key) -> None:
        drafting.remove_row(draft=draft, key=key, revision=draft.revision, **_acting(request))

    return _changing(request, removed)


@allow(*EDITORS)
@require_POST
def rules_discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away; the rules in force stay as they are."""
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _refused(request, _("页面已经过期，请重新操作。"))
    draft = draft_at(request, form.cleaned_data["revision"])
    try:
        drafting.discard(draft=draft, revision=draft.revision, roles=request.viewer.roles)
    except Stale:
        raise gone(request, packs.draft(request.viewer)) from None
    return redirect(here("rules"))


@allow(*EDITORS)
@require_http_methods(["GET", "POST"])
def rules_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Put the draft into force on a day: once more what changes, then the day and the reason."""
    draft = packs.draft(request.viewer)
    if draft is None:
        if request.method == "POST":
            raise gone(request, None)
        return redirect(here("rules_draft"))
    today = timezone.localdate()
    if request.method == "GET":
        form = PublishForm(today=today, initial={"revision": draft.revision})
        return render(request, PUBLISH, _publish_frame(request, draft, form))
    form = PublishForm(request.POST, today=today)
    if form.is_valid():
        given = form.cleaned_data
        draft = draft_at(request, given.pop("revision"))
        try:
            publishing.publish(draft=draft, revision=draft.revision, **given, **_acting(request))
            return redirect(here("rules"))
        except Stale:
            raise gone(request, packs.draft(request.viewer)) from None
        except NotDrafted as refusal:
            form.add_error(None, str(refusal))
    return unprocessable(request, PUBLISH, _publish_frame(request, draft, form))


def _publish_frame(request: HttpRequest, draft: Draft, form: PublishForm) -> dict[str, Any]:
    changes = drafting.differences(draft)
    tried = RuleTrial.objects.visible_to(request.viewer).filter(code="", state="done").order_by("-id").first()
    announced = [
        each for each in packs.standings(request.viewer, timezone.localdate()) if each.state == packs.ANNOUNCED
    ]
    return {
        "draft": draft,
        "form": form,
        "changes": [shown for shown in words.drafted(draft.rows, changes) if shown.kind],
        "trial": tried if tried and trials.is_of(tried, draft, timezone.localdate()) else None,
        "announced": announced,
        "crumbs": [*_crumbs(), (_("公布施行"), "")],
    }
