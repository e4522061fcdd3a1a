"""Looking at a document: who may, what is logged, what the browser is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beian.evidence import manifest, store
from beian.evidence.models import EvidenceReading
from beian.people import scope
from beian.people.identity import uuid7
from beian.people.scope import Actor, Reach
from tests.beian.evidence import aging
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
    ("role", "node", "reason"),
    [
        ("provider_clerk", PROVIDER, "precheck"),
        ("provider_verifier", PROVIDER, "counter"),
        ("provider_admin", PROVIDER, "oversee"),
        ("province_support", PROVINCE, "review"),
        ("province_reviewer", PROVINCE, "review"),
        ("province_supervisor", PROVINCE, "supervise"),
        ("province_leader", PROVINCE, "decide"),
    ],
)
def test_staff_of_a_node_that_holds_it_may_look_and_the_reading_is_logged(cast, media, role, node, reason):
    uuid = at_both(cast)
    person = cast.person(role, node)
    response = cast.client(person).get(cast.url(node, "evidence_file", uuid))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")
    assert readings(node) == [(person.name, reason)]


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
    assert readings(PROVIDER) == [(zhang.name, "own")]


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


def test_a_document_that_is_still_on_its_way_is_not_found(cast, media, test_urls):
    uuid = at_both(cast)
    aging.still_awaited(test_urls, PROVINCE)
    assert cast.staff("province_reviewer", PROVINCE).get(cast.url(PROVINCE, "evidence_file", uuid)).status_code == 404
    assert readings(PROVINCE) == []


def test_a_page_says_what_it_opens_a_paper_for_from_a_closed_list(cast, media):
    uuid = at_both(cast)
    supervisor = cast.staff("province_supervisor", PROVINCE)
    address = cast.url(PROVINCE, "evidence_file", uuid)
    assert supervisor.get(address, {"for": "sample"}).status_code == 200
    for reason in ("counter", "own", "SAMPLE", "<script>", "x" * 5000, "a\0b"):
        assert supervisor.get(address, {"for": reason}).status_code == 404
    assert [reason for _who, reason in readings(PROVINCE)] == ["sample"]


def test_whoever_supervises_sees_who_opened_which_paper_when_and_why(cast, media):
    uuid, other = at_both(cast), at_both(cast, purpose="owner_certificate")
    reviewer = cast.person("province_reviewer", PROVINCE)
    for paper in (uuid, other):
        cast.client(reviewer).get(cast.url(PROVINCE, "evidence_file", paper))
    supervisor = cast.staff("province_supervisor", PROVINCE)
    page = supervisor.get(cast.url(PROVINCE, "openings")).content.decode()
    assert page.count(reviewer.name) >= 2 and "现场核验照片" in page and "主办者证件" in page and "审核" in page
    with scope.enter(PROVINCE, Reach.STAFF, RELAY):
        application = EvidenceReading.objects.get(evidence__uuid=other).evidence.application
    one = supervisor.get(cast.url(PROVINCE, "openings"), {"application": str(application)}).content.decode()
    assert "主办者证件" in one and "现场核验照片" not in one
    assert supervisor.get(cast.url(PROVINCE, "openings"), {"application": "x"}).status_code in (200, 422)
    assert cast.client(reviewer).get(cast.url(PROVINCE, "openings")).status_code == 403
    stranger = (
        cast.staff("province_supervisor", "province:33").get(cast.url("province:33", "openings")).content.decode()
    )
    assert str(application) not in stranger


def test_the_log_of_openings_costs_the_same_however_long_it_is(cast, media):
    uuid, supervisor = at_both(cast), cast.staff("province_supervisor", PROVINCE)
    counts = []
    for _round in range(2):
        for _time in range(3):
            supervisor.get(cast.url(PROVINCE, "evidence_file", uuid))
        with CaptureQueriesContext(connection) as asked:
            supervisor.get(cast.url(PROVINCE, "openings"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
