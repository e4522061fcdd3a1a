"""Looking at a document: who may, what is logged, what the browser is told."""

import pytest

from beian.evidence import manifest, store
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.people import scope
from beian.people.identity import uuid7
from beian.people.scope import Actor, Reach
from tests.beian.evidence.uploads import pdf, picture

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Q2")]
RELAY = Actor.service("exchange")
PROVIDER, PROVINCE = "provider:p01", "province:11"


def at_both(cast, owner=None, upload=None, purpose="desk_photo"):
    """A document of an application that the provider has reported to its province; its uuid."""
    application = uuid7()
    with scope.enter(PROVIDER, Reach.STAFF, RELAY):
        evidence = store.store(upload or picture(), purpose=purpose, application=application, owner=owner)
        entries = manifest.manifest([evidence], for_nodes=[PROVINCE])
    with scope.enter(PROVINCE, Reach.STAFF, RELAY):
        manifest.adopt(entries, sender=PROVIDER, application=application)
    return evidence.uuid


def readings(node):
    with scope.enter(node, Reach.STAFF, RELAY):
        return list(EvidenceReading.objects.order_by("id").values_list("actor_label", "reason"))


@pytest.mark.parametrize(
    ("role", "node"),
    [
        ("provider_clerk", PROVIDER),
        ("provider_verifier", PROVIDER),
        ("provider_admin", PROVIDER),
        ("province_support", PROVINCE),
        ("province_reviewer", PROVINCE),
        ("province_supervisor", PROVINCE),
        ("province_leader", PROVINCE),
    ],
)
def test_staff_of_a_node_that_holds_it_may_look_and_the_reading_is_logged(cast, media, role, node):
    uuid = at_both(cast)
    person = cast.person(role, node)
    response = cast.client(person).get(cast.url(node, "evidence_file", uuid))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")
    assert readings(node) == [(person.name, "view")]


def test_a_pdf_is_only_downloaded_and_could_run_nothing(cast, media):
    uuid = at_both(cast, upload=pdf(), purpose="verification_sheet")
    response = cast.staff("province_reviewer", PROVINCE).get(cast.url(PROVINCE, "evidence_file", uuid))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.content == pdf().getvalue()


def test_an_owner_sees_his_own_and_for_another_it_does_not_exist(cast, media):
    zhang, li = cast.owner(), cast.owner(mobile="13900139000")
    uuid = at_both(cast, owner=zhang.pk)
    assert cast.client(zhang).get(cast.url(PROVIDER, "evidence_file", uuid)).status_code == 200
    assert cast.client(li).get(cast.url(PROVIDER, "evidence_file", uuid)).status_code == 404
    assert readings(PROVIDER) == [(zhang.name, "view")]


@pytest.mark.requirement("A3")
@pytest.mark.parametrize(("role", "node"), [("province_reviewer", "province:33"), ("provider_clerk", "provider:p02")])
def test_for_a_stranger_it_does_not_exist(cast, media, role, node):
    uuid = at_both(cast)
    assert cast.staff(role, node).get(cast.url(node, "evidence_file", uuid)).status_code == 404
    assert readings(PROVIDER) == readings(PROVINCE) == readings(node) == []


def test_nobody_is_asked_to_sign_in_and_other_roles_are_refused(cast, media, client):
    uuid = at_both(cast)
    assert client.get(cast.url(PROVINCE, "evidence_file", uuid)).status_code == 302
    assert cast.staff("audit_admin", PROVINCE).get(cast.url(PROVINCE, "evidence_file", uuid)).status_code == 403


def test_a_document_that_is_still_on_its_way_is_not_found(cast, media):
    uuid = at_both(cast)
    with scope.enter(PROVINCE, Reach.STAFF, RELAY):
        EvidenceFile.objects.update(complete=False)
    assert cast.staff("province_reviewer", PROVINCE).get(cast.url(PROVINCE, "evidence_file", uuid)).status_code == 404
    assert readings(PROVINCE) == []
