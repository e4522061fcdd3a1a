"""Nobody but its owner reaches an application by the owner's addresses; and no page asks the database more than it must."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beian.evidence.models import EvidenceFile
from tests.provider.applications.stories import COMPANY, Desk, advance

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3")]
ADDRESSES = [
    ("GET", "application"),
    ("GET", "application_page", "subject"),
    ("POST", "application_page", "subject"),
    ("GET", "application_page", "documents"),
    ("POST", "application_page", "documents"),
    ("POST", "application_site_add"),
    ("GET", "application_site_remove", 1),
    ("POST", "application_site_remove", 1),
    ("GET", "application_paper", "01980000-0000-7000-8000-000000000001"),
    ("GET", "application_mend"),
    ("POST", "application_mend"),
    ("GET", "application_check"),
    ("POST", "application_submit"),
    ("GET", "application_submitted"),
    ("GET", "application_withdraw"),
    ("POST", "application_withdraw"),
    ("GET", "application_round", 1),
]


def ask(client, method: str, url: str) -> int:
    return (client.post(url, {"x": "y"}) if method == "POST" else client.get(url)).status_code


@pytest.mark.parametrize(("method", "name", "args"), [(method, name, args) for method, name, *args in ADDRESSES])
def test_a_strangers_application_is_not_found(cast, method, name, args):
    desk = Desk(cast).company().submitted()
    before = desk.record.document
    neighbour = cast.client(cast.owner(mobile="13700137000"))
    assert ask(neighbour, method, desk.url(name, *args)) == 404
    elsewhere = Desk(cast, node="provider:p02", mobile="13600136000")
    elsewhere.uuid = desk.uuid
    assert ask(elsewhere.client, method, elsewhere.url(name, *args)) == 404
    clerk = cast.staff("provider_clerk", "provider:p02")
    assert ask(clerk, method, elsewhere.url(name, *args)) == 403
    assert ask(Client(), method, desk.url(name, *args)) == 302
    assert desk.record.document == before


# What the ministry asks its own database for the hint on the check page runs in a thread and connection of its own, and is not counted here.
# The frame of a signed-in request: two scopes of three statements, and session, account and roles.
FRAME = 9
MOST_QUERIES = {
    ("application_list",): 1,
    ("application_new",): 0,
    ("application",): 2,
    ("application_page", "subject"): 1,
    ("application_page", "site"): 1,
    ("application_page", "subject_principal"): 2,
    ("application_page", "documents"): 3,
    ("application_check",): 4,
}


@pytest.mark.parametrize(("address", "most"), MOST_QUERIES.items())
def test_pages_of_a_draft_ask_few_questions(cast, address, most):
    desk = Desk(cast).company()
    desk.get(*address)
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(*address).status_code == 200
    assert len(asked) <= FRAME + most, "\n".join(query["sql"][:200] for query in asked)


def test_the_status_page_and_saving_a_page_ask_few_questions(cast):
    desk = Desk(cast).company()
    with CaptureQueriesContext(connection) as saving:
        assert desk.answer("subject", COMPANY["subject"]).status_code == 302
    assert len(saving) <= FRAME + 4
    desk.submitted()
    assert len(asked_for(desk, "application_submitted")) <= FRAME + 1
    assert len(asked_for(desk, "application_withdraw")) <= FRAME + 1
    advance(cast, desk, "prechecked", "verified", "reported")
    assert len(asked_for(desk, "application")) <= FRAME + 4


def test_the_mending_page_a_paper_and_the_start_page_ask_few_questions(cast):
    desk = Desk(cast).company().submitted()
    advance(cast, desk, "returned", reasons=({"item": "sites.0.name", "code": "site_name", "text": "名称不符。"},))
    assert len(asked_for(desk, "application_mend")) <= FRAME + 1
    with cast.acting(desk.user):
        paper = EvidenceFile.objects.of(desk.uuid).first().uuid
    assert len(asked_for(desk, "application_paper", paper)) <= FRAME + 2
    assert len(asked_for(desk, "start", who="person", province="11")) <= FRAME


def asked_for(desk: Desk, *address, **query) -> list:
    desk.get(*address, **query)
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(*address, **query).status_code == 200
    return list(asked)
