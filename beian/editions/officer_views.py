"""The officer's work on the next edition: begin, change rows, look at the differences, publish or discard."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.editions import drafting, publishing, reading, words, years
from beian.editions.drafting import BadRow, Key, NotDrafted, Row, Stale
from beian.editions.forms import ALL, PublishForm, RevisionForm, RowForm, YearForm, initial_of, new_row, row_form
from beian.editions.listing import Rows, RowTable, token_of
from beian.editions.models import Draft
from beian.editions.permissions import MINISTRY_EDITORS, OFFICERS, check_can_edit
from beian.editions.views import crumbs, differences, known
from beian.pages.errors import Conflict
from beian.pages.forms import unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from beian.reference import tables, workdays

NO_DRAFT = 0  # the revision on a page that was made before any draft


@allow(*OFFICERS)
@require_POST
def begin(request: HttpRequest, table: str, code: str = "") -> HttpResponse:
    """Begin a draft, or go on with the one there is."""
    drafting.begin(name=known(table), **_officer(request))
    return redirect(here("table_draft", table))


@allow(*OFFICERS)
@require_GET
def draft(request: HttpRequest, table: str, code: str = "") -> HttpResponse:
    """The draft's rows, each to be changed."""
    found = find(request, _own(request, table))
    if found is None:
        return redirect(here("table", table))

    def link(row: tables.Row) -> str:
        return f"{here('table_row', table)}?row={token_of(row)}"

    rows = Rows(table, drafting.table_of(found).rows, ALL, link)
    return RowTable.respond(request, rows, "editions/draft.html", _frame(found, _("草稿")))


@allow(*OFFICERS)
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, table: str, code: str = "") -> HttpResponse:
    """Change a row, or add one where the address names none."""
    found = find(request, _own(request, table))
    if found is None:
        return _gone(request, table)
    key = _key(request.GET.get("row", ""))
    before = next((row for row in found.rows if drafting.key_of(row) == key), None)
    if key is not None and before is None:
        return _gone(request, table, found)
    kept = bool(key) and bool(drafting.kept_because(table, key))
    initial = (initial_of(before) if before else new_row(found.rows)) | {"revision": found.revision}
    form = row_form(table)(request.POST or None, initial=initial, before=before, fixed=kept)
    if form.is_valid() and _put(request, found, form, key):
        return redirect(here("table_draft", table))
    title = f"{before['code']} {before['name']}" if before else _("新增一行")
    context = _frame(found, title) | {"form": form, "before": before, "kept": kept, "title": title}
    context["token"] = request.GET.get("row", "")
    if form.is_bound:
        return unprocessable(request, "editions/row.html", context)
    return render(request, "editions/row.html", context)


def _put(request: HttpRequest, found: Draft, form: RowForm, key: Key | None) -> bool:
    """Whether the draft took the row; else the form says why not."""
    try:
        drafting.put_row(
            draft=found, row=form.row, replaces=key, revision=form.cleaned_data["revision"], **_officer(request)
        )
    except Stale as stale:
        raise conflict(found.name, stale) from stale
    except NotDrafted as refusal:
        form.add_error("code", str(refusal))
        return False
    return True


@allow(*OFFICERS)
@require_POST
def remove(request: HttpRequest, table: str, code: str = "") -> HttpResponse:
    """Take a row out of the draft."""
    key, form = _key(request.POST.get("row", "")), RevisionForm(request.POST)
    found = find(request, _own(request, table))
    if found is None or key is None or not form.is_valid():
        raise conflict(table, Stale(_("草稿已经发布或放弃，请从当前版本重新开始。")))
    try:
        drafting.remove_row(draft=found, key=key, revision=form.cleaned_data["revision"], **_officer(request))
    except NotDrafted as refusal:
        raise conflict(table, refusal) from refusal
    return redirect(here("table_draft", table))


@allow(*OFFICERS)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, table: str, code: str = "") -> HttpResponse:
    """All differences on one page, and the word that sends them down."""
    found = find(request, _own(request, table))
    if found is None:
        return _gone(request, table)
    form = PublishForm(request.POST or None, initial={"revision": found.revision})
    if form.is_valid() and _published(request, found, form):
        return redirect(here("table", table))
    wrong = [(key[0], [str(problem.text) for problem in several]) for key, several in drafting.wrong_rows(found)]
    context = _frame(found, _("核对并发布")) | {
        "form": form,
        "wrong": wrong,
        **differences(drafting.differences(found)),
    }
    if form.is_bound:
        return unprocessable(request, "editions/publish.html", context)
    return render(request, "editions/publish.html", context)


def _published(request: HttpRequest, found: Draft, form: PublishForm) -> bool:
    told = form.cleaned_data
    try:
        publishing.publish(
            draft=found, note=told["note"], in_force_from=None, revision=told["revision"], **_officer(request)
        )
    except Stale as stale:
        raise conflict(found.name, stale) from stale
    except NotDrafted as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@allow(*OFFICERS)
@require_POST
def discard(request: HttpRequest, table: str, code: str = "") -> HttpResponse:
    """Throw the draft away."""
    found, form = find(request, _own(request, table)), RevisionForm(request.POST)
    if found is None or not form.is_valid():
        raise conflict(table, Stale(_("草稿已经发布或放弃，请从当前版本重新开始。")))
    try:
        drafting.discard(draft=found, revision=form.cleaned_data["revision"], roles=request.viewer.roles)
    except Stale as stale:
        raise conflict(table, stale) from stale
    return redirect(here("table", table))


@allow(*MINISTRY_EDITORS)
@require_http_methods(["GET", "POST"])
def year(request: HttpRequest, code: str = "") -> HttpResponse:
    """A year's notice in one form: what it changes and moves is shown first, then it goes into the draft."""
    found = find(request, "calendar")
    rows = found.rows if found else [tables.plain(row) for row in drafting.current("calendar").rows]
    form = YearForm(request.POST or None, initial=_notice(request, rows, found))
    context: dict[str, Any] = {"form": form, "draft": found, "crumbs": crumbs("calendar", _("录入放假安排"))}
    if not form.is_bound:
        return render(request, "editions/year.html", context)
    if not form.is_valid():
        return unprocessable(request, "editions/year.html", context)
    new = years.with_notice(form.cleaned_data["year"], rows, form.rows)
    if request.POST.get("then") == "draft":
        return _write_year(request, found, form, new)
    return render(request, "editions/year.html", context | _preview(form.cleaned_data["year"], new))


def _notice(request: HttpRequest, rows: list[Row], found: Draft | None) -> dict[str, Any]:
    """The notice as it stands for the year that is asked for, or an empty one for next year."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else timezone.localdate().year + 1
    whole = next((row for row in rows if row["code"] == str(year)), None)
    told = {"year": year, "revision": found.revision if found else NO_DRAFT}
    if whole is None:
        return told
    return told | {
        "notice": whole["source"],
        "complete": str(whole["flags"]["complete"]),
        "off": years.text_of(year, rows, worked=False),
        "worked": years.text_of(year, rows, worked=True),
    }


def _preview(year: int, rows: list[Row]) -> dict[str, Any]:
    """Against what counts today: which days change, and what that moves, from today and from the last day before the first change."""
    before, after = workdays.held(), workdays.calendar_of(reading.made("calendar", rows))
    moved, today = years.moved(year, before, after), timezone.localdate()
    starts = [today, *([moved[0].first - workdays.DAY] if moved and moved[0].first - workdays.DAY > today else [])]
    examples = [(start, years.shifts(start, before, after)) for start in starts]
    shifts = [(start, rows, any(row.after != row.before for row in rows)) for start, rows in examples]
    return {"previewed": year, "moved": moved, "shifts": shifts}


def _write_year(request: HttpRequest, found: Draft | None, form: YearForm, rows: list[Row]) -> HttpResponse:
    """Into the draft, which is begun where there is none; a draft that began or ended since the page was made is a conflict."""
    revision = form.cleaned_data["revision"]
    if (found is None) != (revision == NO_DRAFT):
        raise conflict("calendar", Stale(_("草稿刚被其他人或另一个窗口改过，请刷新后再改。")))
    draft = found or drafting.begin(name="calendar", **_officer(request))
    try:
        drafting.put_all(draft=draft, rows=rows, revision=revision or draft.revision, **_officer(request))
    except Stale as stale:
        raise conflict("calendar", stale) from stale
    except (BadRow, NotDrafted) as refusal:
        form.add_error(None, str(refusal))
        return unprocessable(request, "editions/year.html", {"form": form, "draft": found})
    return redirect(here("table_publish", "calendar"))


def _own(request: HttpRequest, table: str) -> str:
    """A table that this officer may work on; 404 for one that nobody knows, 403 for somebody else's."""
    check_can_edit(known(table), request.viewer.roles)
    return table


def find(request: HttpRequest, name: str) -> Draft | None:
    """The table's draft, if somebody has begun one."""
    return Draft.objects.visible_to(request.viewer).filter(name=name).select_related("edited_by").first()


def conflict(name: str, refusal: NotDrafted) -> Conflict:
    """The page for an officer whose draft has moved on: who touched it last, and the way to it."""
    draft = Draft.objects.filter(name=name).select_related("edited_by").first()
    if draft is None:
        return Conflict(who=words.title_of(name), what=str(refusal), back=here("table", name))
    return Conflict(who=draft.edited_by.name, what=str(refusal), when=draft.edited_at, back=here("table_draft", name))


def _gone(request: HttpRequest, name: str, found: Draft | None = None) -> HttpResponse:
    """A page of a draft or row that is no more: looking leads on, doing is refused."""
    if request.method == "POST":
        raise conflict(name, Stale(_("草稿已经发布或放弃，请从当前版本重新开始。")))
    if found is not None:
        raise Http404
    return redirect(here("table", name))


def _officer(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer.user, "roles": request.viewer.roles, "now": timezone.now()}


def _key(token: str) -> Key | None:
    """The row that a token names; None for no token."""
    code, _sign, day = token.partition("~")
    return (code, day) if code else None


def _frame(found: Draft, last: str) -> dict[str, Any]:
    """What stands on every page of a draft: its bar, and the way back."""
    return {
        "draft": found,
        "draft_title": words.title_of(found.name),
        "based_on": words.edition_words(found.based_on),
        "changed": len(drafting.differences(found)),
        "crumbs": crumbs(found.name, last),
    }
