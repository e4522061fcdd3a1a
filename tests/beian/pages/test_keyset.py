"""Paging by key shows every row once, forward and back, whatever the order; a forged token leads to the first page."""

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beian.audit import log
from beian.audit.models import AuditEntry
from beian.pages import keyset
from beian.people import scope
from beian.people.scope import Actor, Reach

ORDERS = [
    ("id",),
    ("-id",),
    ("verb", "id"),
    ("-verb", "-id"),
    ("verb", "-id"),
    ("owner_id", "id"),
    ("-owner_id", "id"),
    ("-at", "-id"),
]


@pytest.fixture
def entries(cast):
    """41 audit entries with many equal and missing keys, read as the staff of a province."""
    with scope.enter("province:11", Reach.STAFF, Actor.service("test")):
        before = set(AuditEntry.objects.values_list("pk", flat=True))
        for i in range(41):
            log.record(verb=f"verb.{i % 3}", subject=("case", i), owner=None if i % 4 == 0 else i % 5)
        yield AuditEntry.objects.exclude(pk__in=before)


def in_order(queryset, order):
    return list(queryset.order_by(*(key.ordering() for key in keyset.keys_of(AuditEntry, order))))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 7, 41, 50])
def test_walking_forward_and_back_shows_every_row_once(entries, order, size):
    page = keyset.page(entries, order=order, size=size)
    assert page.previous == ""
    pages = [page]
    while pages[-1].next:
        pages.append(keyset.page(entries, order=order, after=pages[-1].next, size=size))
    assert [row for page in pages for row in page.rows] == in_order(entries, order)
    for earlier, later in zip(pages[-2::-1], pages[:0:-1], strict=True):
        assert keyset.page(entries, order=order, after=later.previous, size=size).rows == earlier.rows


def test_a_row_added_meanwhile_moves_nothing(entries):
    first = keyset.page(entries, order=("-id",), size=10)
    log.record(verb="verb.9", subject=("case", 99))
    second = keyset.page(entries, order=("-id",), after=first.next, size=10)
    assert [row.subject_id for row in first.rows + second.rows] == [str(i) for i in range(40, 20, -1)]


def test_one_query_and_no_count(entries):
    token = keyset.page(entries, order=("verb", "id"), size=5).next
    with CaptureQueriesContext(
        connection,
    ) as queries:
        keyset.page(entries, order=("verb", "id"), after=token, size=5)
    assert len(queries) == 1
    assert "COUNT" not in queries[0]["sql"]


# A token holds the moment it was signed: without names of their own the cases would be called differently by every worker.
@pytest.mark.parametrize(
    "forged",
    ["x", "a:b:c", "é", "\x00", "a" * 5000, signing.dumps([False, ["id"], [1]])],
    ids=["letter", "parts", "accent", "nul", "long", "for-another-purpose"],
)
def test_a_forged_token_leads_to_the_first_page_with_a_notice(entries, forged):
    page = keyset.page(entries, order=("id",), after=forged, size=5)
    assert page.rows == in_order(entries, ("id",))[:5]
    assert page.notice


def test_a_token_of_another_order_is_refused(entries):
    token = keyset.page(entries, order=("id",), size=5).next
    assert keyset.page(entries, order=("-id",), after=token, size=5).notice


def test_an_empty_table_has_no_neighbours(entries):
    page = keyset.page(entries.none(), order=("id",))
    assert (page.rows, page.next, page.previous, page.notice) == ([], "", "", "")


def test_only_columns_can_order(entries):
    with pytest.raises(ValueError, match="nonsense"):
        keyset.page(entries, order=("nonsense",))
