"""The bureau's rules to read: what counts today, what is announced, what counted before, and the national rules beside them."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beian.editions import drafting
from beian.editions.drafting import Key, Row
from beian.editions.permissions import PROVINCE_EDITORS
from beian.filing.items import BY_KEY
from beian.filing.rules import catalogue
from beian.filing.rules.findings import Rule
from beian.pages.components import Tab
from beian.pages.forms import mistakes
from beian.people.access import allow
from beian.people.nodes import here
from beian.reference import tables
from province.cases.views import READERS
from province.rules import packs, words
from province.rules.forms import BeginForm, NationalFilter
from province.rules.packs import ANNOUNCED, IN_FORCE

EDITORS = PROVINCE_EDITORS


def tabs(current: str) -> list[Tab]:
    """The pages about rules, on each of them."""
    pages = {
        "rules": _("本省规则"),
        "rules_draft": _("草稿"),
        "rules_trials": _("试算"),
        "rules_history": _("历次版本"),
        "rules_national": _("全国规则"),
    }
    return [Tab(label, here(name), current=name == current) for name, label in pages.items()]


def may_edit(request: HttpRequest) -> bool:
    return request.viewer.holds(*EDITORS)


@allow(*READERS)
@require_GET
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """The rules in force today, and the editions announced for later with what they will change."""
    today = timezone.localdate()
    table, found = packs.in_force(today), packs.standings(request.viewer, today)
    context = {
        "tabs": tabs("rules"),
        "standing": next((standing for standing in found if standing.state == IN_FORCE), None),
        "lines": _ordered(table.rows),
        "announced": [
            (standing, _changes(_plain(table), drafting.by_key(standing.edition.rows)))
            for standing in reversed(found)
            if standing.state == ANNOUNCED
        ],
        "draft": packs.draft(request.viewer),
        "may_edit": may_edit(request),
        "begin": BeginForm(initial={"edition": found[0].edition.version if found else 1}),
    }
    return render(request, "province/rules/rules.html", context)


def _plain(table: tables.Table) -> dict[Key, Row]:
    return drafting.by_key(tables.plain(row) for row in table.rows)


def _ordered(rows) -> list[words.Line]:
    """Those switched on first."""
    return sorted((words.Line(row) for row in rows), key=lambda line: not line.on)


def _changes(before: Mapping[Key, Row], after: Mapping[Key, Row]) -> list[words.Shown]:
    """Only the rules that differ, in words."""
    changes = drafting.compare(before, after)
    return [shown for shown in words.drafted(after.values(), changes) if shown.kind]


@allow(*READERS)
@require_GET
def rules_history(request: HttpRequest, code: str) -> HttpResponse:
    """Every edition that was published, the latest first."""
    found = packs.standings(request.viewer, timezone.localdate())
    context = {"tabs": tabs("rules_history"), "standings": found}
    return render(request, "province/rules/history.html", context)


@allow(*READERS)
@require_GET
def rules_edition(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One edition with all its rules, and what it changed."""
    edition = get_object_or_404(packs.editions(request.viewer), pk=pk)
    before = packs.editions(request.viewer).filter(version=edition.version - 1).first()
    earlier = drafting.by_key(before.rows) if before else _plain(tables.packaged(edition.name))
    standings = packs.standings(request.viewer, timezone.localdate())
    title = _("第 %(number)s 版") % {"number": edition.version}
    context: dict[str, Any] = {
        "title": title,
        "edition": edition,
        "standing": next(standing for standing in standings if standing.edition.pk == edition.pk),
        "changes": _changes(earlier, drafting.by_key(edition.rows)),
        "lines": _ordered(tables.read(row) for row in edition.rows),
        "crumbs": [(_("规则"), here("rules")), (_("历次版本"), here("rules_history")), (title, "")],
    }
    return render(request, "province/rules/edition.html", context)


@allow(*READERS)
@require_GET
def rules_national(request: HttpRequest, code: str) -> HttpResponse:
    """The national rules, which hold in every province: to read beside the bureau's own."""
    keys = dict.fromkeys(key for rule in catalogue() for key in rule.items if key in BY_KEY)
    items = [(key, words.item_words(key)) for key in BY_KEY if key in keys]
    form = NationalFilter(request.GET or {}, items=items)
    asked = form.cleaned_data if form.is_valid() else {}
    found = [] if form.errors else [words.national(rule) for rule in catalogue() if _fits(rule, asked)]
    context = {
        "tabs": tabs("rules_national"),
        "filter": SimpleNamespace(form=form),  # as the component of tables takes it
        "found": [rule for rule in found if _speaks(rule, asked.get("words", ""))],
        "all": len(catalogue()),
        "here": here("rules_national"),
    }
    wrong = mistakes(form)
    frame = context | {"mistakes": wrong, "refused": bool(wrong)}
    return render(request, "province/rules/national.html", frame, status=422 if wrong else 200)


def _fits(rule: Rule, asked: Mapping[str, str]) -> bool:
    item, severity = asked.get("item"), asked.get("severity")
    return (not item or item in rule.items) and (not severity or rule.severity == severity)


def _speaks(rule: Mapping[str, Any], text: str) -> bool:
    """Whether the text stands in what the rule says."""
    said = "".join((rule["text"], rule["suggestion"], rule["items"], rule["article"]))
    return text.casefold() in said.casefold()
