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


GRANTED = {"number": "京ICP备2026999999号", "site_numbers": ["京ICP备2026999999号-1"], "approved_on": "2026-01-01"}


@pytest.mark.parametrize("stranger", ["provider:p02", "province:33", "ministry"])
def test_a_stranger_cannot_grant_an_application(cast, stranger):
    """Each step is one that its own province could take: nothing but the sender is wrong with it."""
    application = application_at("reported", cast)
    drain()
    with scope.enter(stranger, Reach.STAFF, Actor.service("forger")):
        for revision, kind, body in ((98, "filing.moved", {"state": "approved"}), (99, "filing.granted", GRANTED)):
            exchange.send(
                receiver="provider:p01", kind=kind, key=application.uuid, round=1, revision=revision, body=body
            )
    drain()
    with scope.enter("provider:p01", Reach.STAFF, Actor.service("test")):
        held = Application.objects.get(uuid=application.uuid)
        states = list(InboxMessage.objects.filter(sender=stranger).order_by("id").values_list("state", flat=True))
    assert (held.state, held.filing_number) == ("under_review", "")
    assert states == ["parked", "pending"]


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
