"""What a list does not show, it does not tell by its order, its filters or its search either (Z8).

Every list of the platform is asked to sort and filter by every column of its table and by the personal columns next to it; none of that
may move a row. What may be asked is an allow-list: a new filter or order fails here until somebody has said that it tells nothing.
"""

from collections.abc import Iterator

import pytest
from django_filters import CharFilter

from beian.people import scope
from beian.people.scope import Reach
from province.cases.models import Case
from tests.scope.addresses import SHARED, addresses
from tests.scope.world import HOMES, PROVINCE, TELLER, World

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3")]
# Page → (orders, filters) that it takes; each is on a column that the list itself shows, masked as the list masks it.
_COUNTER, _BUREAU, _CODES, _NEWEST = (
    (["due", "new"], ["number", "subject"]),
    ["provider", "site", "state", "subject"],
    (["code"], ["text", "valid"]),
    (["new"], []),
)
ALLOWED = {
    "provider:precheck_queue": _COUNTER,
    "provider:visit_queue": _COUNTER,
    "provider:report_queue": _COUNTER,
    "provider:filing_list": _COUNTER,
    "provider:shifts": _NEWEST,
    "provider:calendar": _CODES,
    "provider:table": _CODES,
    "province:queue": (["due", "new"], _BUREAU),
    "province:supervised": (["new"], _BUREAU),
    "province:shifts": _NEWEST,
    "province:register": (["new"], ["domain", "name", "number"]),
    "province:hosted": (["new"], ["domain", "number", "provider", "province"]),
    "province:rules_trials": _NEWEST,
    "province:calendar": _CODES,
    "province:table": _CODES,
    "ministry:calendar": _CODES,
    "ministry:table": _CODES,
    "ministry:blacklist": (["new"], ["kind", "shown"]),
    "ministry:register": (["new"], ["nature", "province", "q", "state"]),
    "ministry:passages": (["new"], ["province", "state"]),
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
LOOKUPS = ("", "__exact", "__startswith", "__gt", "__lt", "__isnull", "__regex", "__in")


def lists(world: World) -> Iterator[tuple[str, str, object, object]]:
    """(name, path, visitor, answer) of every page with a list."""
    for page in addresses():
        if not page.names_a_record and not page.name.endswith(("sign_out", "gallery")):
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


def declared(view) -> tuple[list[str], list[str]]:
    return sorted(view.orders), sorted(view.filter.filters) if view.filter else []


def test_lists_can_be_asked_for_what_they_show_and_nothing_else(world):
    found = {name: declared(view) for name, _path, _visitor, view in lists(world)}
    assert found == ALLOWED


def test_order_and_filters_by_hidden_columns_move_no_row(world):
    """All filters at once, with every lookup; an order can be only one."""
    moved, asked = [], 0
    for name, path, visitor, view in lists(world):
        orders, filters = declared(view)
        columns = hidden(view)
        assert not set(columns) & {*orders, *(f"-{order}" for order in orders)} - {"code"}
        lookups = [f"{column}{lookup}=0" for column in columns for lookup in LOOKUPS]
        queries = ["&".join(each for each in lookups if each.partition("=")[0] not in filters)]
        queries += [f"order={column}" for column in ("sealed", "-owner__mobile_digest", "-pk", "?")]
        plain = rows_of(visitor.ask("GET", path))
        for query in queries:
            answer = visitor.ask("GET", f"{path}&{query}")
            asked += query.count("=")
            moved += [] if answer.status_code == 422 or rows_of(answer) == plain else [f"{name} {query[:60]}"]
    assert moved == []
    assert asked > 1000


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
