"""Who may tell a provider how an application stands: its own province, and nobody else."""

import uuid

import pytest
from django.utils import timezone

from beian import exchange
from beian.exchange import drain
from beian.exchange.models import InboxMessage
from beian.people import scope
from beian.people.scope import Actor, Reach
from provider.applications import transitions
from provider.applications.models import Application
from tests.provider.stories import application_at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3")]


@pytest.mark.parametrize("stranger", ["provider:p02", "province:33", "ministry"])
def test_a_stranger_cannot_grant_an_application(cast, stranger):
    application = application_at("reported", cast)
    body = {"number": "京ICP备2026999999号", "site_numbers": ["京ICP备2026999999号-1"], "approved_on": "2026-01-01"}
    with scope.enter(stranger, Reach.STAFF, Actor.service("forger")):
        exchange.send(
            receiver="provider:p01", kind="filing.granted", key=application.uuid, round=1, revision=99, body=body
        )
    drain()
    with scope.enter("provider:p01", Reach.STAFF, Actor.service("test")):
        held = Application.objects.get(uuid=application.uuid)
        parked = InboxMessage.objects.get(sender=stranger)
        assert (held.state, held.filing_number, parked.state) == ("under_review", "", "parked")


def test_one_form_key_for_two_applications_hands_in_both(cast):
    key = uuid.uuid4()
    first = application_at("draft", cast)
    second = application_at("draft", cast, domain="example.com")
    for application in (first, second):
        with cast.acting(cast.owner()):
            row = Application.objects.get(uuid=application.uuid)
            transitions.submit(application=row, form_key=key, now=timezone.now())
    with scope.enter("provider:p01", Reach.STAFF, Actor.service("test")):
        assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}
