"""What a list does not show, it does not tell by its order, its filters or its search either (Z8).

Every list of the platform is asked to sort and filter by every column of its table and by the personal columns next to it; none of that
is answered. What may be asked is an allow-list: a new filter or order fails here until somebody has said that it tells nothing.
"""

from collections.abc import Iterator

import pytest
from django_filters import CharFilter

from beian.people import scope
from beian.people.scope import Reach
from province.cases.models import Case
from tests.scope.addresses import SHARED, addresses
from tests.scope.world import HOMES, PROVINCE, TELLER, World

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A3")]
# Page → (orders, filters) that it takes; each is on a column that the list itself shows, masked as the list masks it, or on a word that
# stands next to it: how far the limit is, whether it came back, who filled it in, who decided it.
_DUE = ["due", "new"]
_COUNTER = (_DUE, ["domain", "due", "filled_by", "subject"])
_FILINGS = (_DUE, ["domain", "due", "filled_by", "number", "state", "subject"])
_BUREAU = ["again", "due", "provider", "site", "state", "subject"]
_OPENINGS = (["new"], ["application", "first", "last", "reason"])
_CODES, _NEWEST = (["code"], ["text", "valid"]), (["new"], [])
# The same at every tier: the log names its records by kind and number, the people are listed by the name that they sign in with.
_EVERYWHERE = {
    "accounts": (["name"], ["username"]),
    "audit_log": (["new"], ["first", "last", "subject_id", "subject_kind"]),
    "jobs": _NEWEST,
    "disposal_lists": _NEWEST,
    "calendar": _CODES,
    "table": _CODES,
}
ALLOWED = {f"{tier}:{name}": taken for tier in HOMES for name, taken in _EVERYWHERE.items()} | {
    "provider:openings": _OPENINGS,
    "province:openings": _OPENINGS,
    "ministry:openings": _OPENINGS,
    "provider:precheck_queue": _COUNTER,
    "provider:visit_queue": _COUNTER,
    "provider:report_queue": _COUNTER,
    "provider:filing_list": _FILINGS,
    "provider:booking_list": (["late", "next"], ["first", "last", "state", "subject"]),
    "provider:revisit_list": (["due", "month", "new"], ["plan", "state", "subject"]),
    "province:refusals": (["new", "old"], ["number", "provider", "state", "subject"]),
    "provider:call_list": (["new"], ["by", "outcome", "subject"]),
    "provider:source_checks": (["new"], ["source", "state", "subject"]),
    "provider:shifts": _NEWEST,
    "province:queue": (_DUE, _BUREAU),
    "province:supervised": (["new"], _BUREAU),
    "province:load_cases": (_DUE, ["first", "last", "provider", "reviewer", "what"]),
    "province:shifts": _NEWEST,
    "province:register": (["new"], ["domain", "name", "number"]),
    "province:hosted": (["new"], ["domain", "number", "provider", "province"]),
    "province:rules_trials": _NEWEST,
    "province:office_notices": _NEWEST,
    "ministry:blacklist": (["new"], ["kind", "shown"]),
    "ministry:register": (["new"], ["first", "last", "nature", "provider", "province", "q", "state"]),
    "ministry:passages": (["new"], ["provider", "province", "stage", "state"]),
    "ministry:office_notices": _NEWEST,
    "ministry:backdrops": (["new"], ["number", "provider", "province", "state"]),
    "ministry:identities": (["new", "urgent"], ["month", "provider", "province", "state"]),
    "province:identities": (["new"], ["provider", "state"]),
    "province:samples": (["new"], ["month", "provider", "state"]),
    "province:heard_samples": (["new"], ["provider"]),
    "provider:backdrops": (["new"], ["number", "state"]),
    "provider:sample_results": (["new"], ["state"]),
}
ELSEWHERE = (
    "sealed",
    "wrapped_key",
    "owner__mobile_digest",
    "owner__mobile_sealed",
    "owner__username",
    "claimed_by__password",
    "claimed_by__mobile_digest",
    "started_by__password",
    "listed_by__password",
    "document__subject__certificate__number",
    "document__subject__principal__name",
    "document__subject__principal__mobile",
    "subject__certificate",
    "password__verifier",
    "case__sealed",
    "trial__before",
)
# Signing out ends the session. The gallery stands in the demonstration and the tests alone, and draws invented rows that no table keeps.
NO_LISTS = ("sign_out", "gallery", "gallery_component")
EACH = 4  # so many hidden columns of each list are asked for one at a time
LOOKUPS = ("", "__exact", "__startswith", "__gt", "__lt", "__isnull", "__regex", "__in")


def lists(world: World) -> Iterator[tuple[str, str, object, object]]:
    """(name, path, visitor, answer) of every page with a list."""
    for page in addresses():
        if not page.names_a_record and not page.name.endswith(NO_LISTS):
            visitor = world.anybody(page)
            path = page.path(SHARED | {"code": HOMES.get(page.tier, "").partition(":")[2]})
            path += "?show=all" if page.name in ("province:queue", "provider:filing_list") else "?"
            answer = visitor.ask("GET", path)
            if answer.status_code == 200 and "view" in (answer.context or ()):
                yield page.name, path, visitor, answer.context["view"]


def rows_of(answer) -> list:
    return [getattr(row, "pk", row) for row in answer.context["view"].page.rows]


def hidden(view) -> list[str]:
    """Every column of the list's own table, and what lies behind its references."""
    own = (
        [field.attname for field in view.queryset.model._meta.concrete_fields]
        if hasattr(view.queryset, "model")
        else []
    )
    return [*own, *ELSEWHERE]


def own(view, column: str) -> bool:
    return hasattr(view.queryset, "model") and column in [f.attname for f in view.queryset.model._meta.concrete_fields]


def declared(view) -> tuple[list[str], list[str]]:
    return sorted(view.orders), sorted(view.filter.filters) if view.filter else []


def test_lists_can_be_asked_for_what_they_show_and_nothing_else(world):
    found = {name: declared(view) for name, _path, _visitor, view in lists(world)}
    assert found == ALLOWED


def test_orders_and_filters_by_hidden_columns_are_refused(world):
    """Each column alone with one lookup, in turns, and every one in a crowd; a list says so, and shows what it showed."""
    taken, asked = [], 0
    for name, path, visitor, view in lists(world):
        orders, filters = declared(view)
        columns = [column for column in hidden(view) if column not in (*filters, *view.parameters)]
        shown = {column.name for column in view.columns}
        assert not set(columns) & {*orders, *(f"-{order}" for order in orders)} - shown
        names = [
            f"{column}{lookup}"
            for column in columns
            for lookup in LOOKUPS
            if "__" in column + lookup or own(view, column)
        ]
        queries = [f"{name}=0" for name in names[:: max(len(names) // EACH, 1)]]
        queries.append("&".join(f"{name}=0" for name in names))
        queries += [f"order={column}" for column in ("sealed", "-owner__mobile_digest", "-pk", "?")]
        queries += ["export=csv&owner__mobile_digest=0", "order=new&order=sealed"]
        for query in queries:
            answer = visitor.ask("GET", f"{path}&{query}")
            asked += query.count("=")
            taken += [f"{name} {query[:60]}: {answer.status_code}"] if answer.status_code != 422 else []
            assert "Content-Disposition" not in answer.headers
    assert taken == []
    assert asked > 1000


def test_columns_and_parameters_that_a_list_does_not_know_change_nothing(world):
    """A name that means nothing is not refused, since an address carries more than ours; it moves no row and shows no column."""
    for name, path, visitor, _view in lists(world):
        plain = visitor.ask("GET", path).context["view"]
        told = visitor.ask("GET", f"{path}&columns=sealed,owner_id&columns=password&utm_source=mail&sealed_after=1")
        assert told.status_code == 200, name
        assert rows_of(told) == [getattr(row, "pk", row) for row in plain.page.rows], name
        assert [str(column.label) for column in told.context["view"].columns] == [
            str(column.label) for column in plain.columns
        ]
        assert len(told.context["view"].lines[0] if told.context["view"].lines else []) == len(
            plain.lines[0] if plain.lines else []
        )


def test_no_list_is_searched_by_what_it_masks(world):
    """What only its own people may read of a filing under review, put into every text filter of every list, finds what nothing finds."""
    with scope.enter(PROVINCE, Reach.STAFF, TELLER):
        document = Case.objects.get(application=world.applications["reviewed"]).open_document()
    principal = document.subject.principal
    personal = [
        principal.name,
        principal.mobile,
        principal.email,
        principal.certificate.number,
        document.subject.address.detail,
    ]
    found, asked = [], 0
    for name, path, visitor, view in lists(world):
        for field in (
            key for key, kept in (view.filter.filters if view.filter else {}).items() if isinstance(kept, CharFilter)
        ):
            for value in personal:
                answer = visitor.ask("GET", f"{path}&{field}={value}")
                asked += 1
                found += [f"{name} {field}={value}"] if answer.status_code == 200 and rows_of(answer) else []
    assert found == []
    assert asked > 30
