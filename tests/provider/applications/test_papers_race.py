"""A second tab that still shows the papers page after the application was handed in."""

import pytest
from django.utils import timezone

from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.people import scope
from beian.people.scope import Actor, Reach
from provider.applications import transitions
from provider.applications.models import Application
from provider.applications.permissions import Refused
from tests.beian.evidence import uploads
from tests.provider.stories import application_at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B12")]


def test_a_paper_that_comes_after_handing_in_is_refused_and_not_kept(cast):
    application = application_at("draft", cast)
    prepared = store.prepare(uploads.picture(), purpose="domain_certificate")
    with cast.acting(cast.owner()):
        stale = Application.objects.get(uuid=application.uuid)
        transitions.submit(application=stale, form_key=None, now=timezone.now())
    with pytest.raises(Refused), cast.acting(cast.owner()):
        transitions.keep_papers(application=stale, prepared=[prepared])
    with scope.enter("provider:p01", Reach.STAFF, Actor.service("test")):
        assert not EvidenceFile.objects.filter(purpose="domain_certificate").exists()
