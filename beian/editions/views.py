"""What every node shows of its tables: which edition it holds, the rows, earlier editions, and the calendar."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beian.editions import drafting, listing, permissions, words, years
from beian.editions.listing import Line, Rows, RowTable
from beian.people.access import Viewer, allow
from beian.people.nodes import here
from beian.reference import tables, workdays

READERS = (
    *("provider_clerk", "provider_verifier", "provider_admin"),
    *("province_support", "province_reviewer", "province_supervisor", "province_leader"),
    *("ministry_analyst", "ministry_supervisor", "filing_centre", "operations"),
)
# More differences than this are counted and not drawn: a new edition of the counties may change thousands.
MOST_SHOWN = 300
FIRST_YEAR, LAST_YEAR = 2004, 2100


@allow(*READERS)
@require_GET
def overview(request: HttpRequest, code: str = "") -> HttpResponse:
    """All tables with the edition that this node holds."""
    found = listing.lines(request.viewer)
    context = {
        "lines": found,
        "distributes": any(line.receivers for line in found),
        "edits": any(may_edit(request.viewer, line.name) for line in found),
    }
    return render(request, "editions/overview.html", context)


@allow(*READERS)
@require_GET
def table(request: HttpRequest, table: str, code: str = "") -> HttpResponse:
    """One table: its rows, the editions so far, and who confirmed the last."""
    name = known(table)
    return RowTable.respond(request, Rows(name, tables.table(name).rows), "editions/table.html", frame(request, name))


@allow(*READERS)
@require_GET
def calendar(request: HttpRequest, code: str = "") -> HttpResponse:
    """The calendar as this node counts by it, one year at a time; below it the rows that make the difference."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else timezone.localdate().year
    year = min(max(year, FIRST_YEAR), LAST_YEAR)
    held, rows = workdays.held(), tables.table("calendar")
    context = frame(request, "calendar")
    label, tone, warning = years.standing(year, held, context["line"].version)
    context |= {
        "year": year,
        "standing": (label, tone),
        "warning": warning,
        "months": years.months(year, held),
        "spans": years.spans(year, rows),
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < LAST_YEAR else None,
    }
    return RowTable.respond(request, Rows("calendar", rows.rows), "editions/calendar.html", context)


@allow(*READERS)
@require_GET
def edition(request: HttpRequest, table: str, version: int, code: str = "") -> HttpResponse:
    """What an edition changed against the one that this node held before."""
    name = known(table)
    new = listing.rows_of(request.viewer, name, version) if version > 1 else None
    if new is None:
        raise Http404
    against = listing.before(request.viewer, name, version)
    old = listing.rows_of(request.viewer, name, against) or []
    changes = drafting.compare(drafting.by_key(old), drafting.by_key(new))
    past = next(one for one in listing.history(request.viewer, name) if one.version == version)
    context: dict[str, Any] = {
        "past": past,
        "against": words.edition_words(against),
        "title": words.title_of(name),
        "crumbs": crumbs(name, past.words),
    } | differences(changes)
    return render(request, "editions/edition.html", context)


def known(name: str) -> str:
    """The name of a table that has pages here, or 404."""
    if name not in words.TITLES:
        raise Http404
    return name


def may_edit(viewer: Viewer, name: str) -> bool:
    """Whether the page offers editing; each verb asks again."""
    return permissions.is_ours(name, viewer.node) and viewer.holds(*permissions.editors_of(name))


def frame(request: HttpRequest, name: str) -> dict[str, Any]:
    """What stands around a table's rows."""
    (line,) = listing.lines(request.viewer, [name])
    return {
        "line": line,
        "history": listing.history(request.viewer, name),
        "facts": facts(line),
        "may_edit": may_edit(request.viewer, name),
        "crumbs": crumbs(name),
    }


def crumbs(name: str, *last: str) -> list[tuple[str, str]]:
    """The way from all tables to this one, and to a page below it."""
    here_it_is = (words.title_of(name), here("table", name) if last else "")
    return [(_("代码表和日历"), here("tables")), here_it_is, *((step, "") for step in last)]


def facts(line: Line) -> list[tuple[str, object]]:
    """The edition that is held, in words."""
    held = line.edition
    told = [(_("本系统持有"), line.words), (_("摘要"), line.digest), (_("行数"), line.rows)]
    if held is None:
        return told
    return [
        *told,
        (_("发布"), _("%(office)s %(name)s") % {"office": line.publisher, "name": held.published_by_name}),
        (_("发布时间"), _moment(held.published_at)),
        (_("本系统启用"), held.in_force_from.isoformat() if held.in_force_from else _moment(held.taken_at)),
        (_("发布说明"), held.note),
    ]


def _moment(value) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


def differences(changes: list[drafting.Change]) -> dict[str, Any]:
    """What editions/differences.html draws: the first changes in words, and how many more there are."""
    return {
        "changes": words.shown(changes[:MOST_SHOWN]),
        "count": len(changes),
        "more": max(len(changes) - MOST_SHOWN, 0),
    }
