"""No page costs more queries or bytes than its budget; what is measured is what a person at the page gets."""

import gzip
import math

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.journeys import budget
from tests.journeys.every_page import Sight, sights

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A2")]

# What opens and ends a transaction and enters its scope; every page has these.
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")


def measured(sight: Sight) -> dict[str, int] | None:
    """Queries and KiB of one page, compressed as the web server does it; None where it is no page."""
    with CaptureQueriesContext(connection) as queries:
        answer = sight.visitor.ask("GET", sight.path)
    if answer.status_code != 200 or answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return None
    asked = [query["sql"].lstrip() for query in queries.captured_queries]
    return {
        "queries": sum(not sql.startswith(FRAME) for sql in asked),
        "kib": math.ceil(len(gzip.compress(answer.content, 6)) / 1024),
    }


def test_no_page_costs_more_than_its_budget(world):
    found: dict[str, dict[str, int]] = {}
    for sight in sights(world):
        if cost := measured(sight):
            most = found.setdefault(sight.address.name, cost)
            found[sight.address.name] = {name: max(most[name], cost[name]) for name in cost}
    if budget.WRITING:
        budget.write(found)
    dear = {
        name: (cost, budget.page(name))
        for name, cost in found.items()
        if any(cost[kind] > budget.page(name)[kind] for kind in cost)
    }
    assert dear == {}
    assert len(found) > 60


def test_first_views_and_public_pages_stay_light():
    assert budget.page("provider:start")["kib"] <= budget.goal("owner first view KiB")
    assert budget.page("query:search")["kib"] <= budget.goal("public page KiB")
    assert budget.page("query:filing")["kib"] <= budget.goal("public page KiB")
    assert budget.page("province:queue")["kib"] <= budget.goal("review queue KiB")
    assert budget.page("province:queue")["queries"] <= budget.goal("review queue queries")
