"""Papers: seen again, replaced, taken by a phone's camera, and taken over from an earlier application of the same owner."""

import pytest

from beian.audit.models import AuditEntry
from beian.evidence.models import EvidenceFile, EvidenceReading
from tests.provider.applications.stories import COMPANY, NODE, Desk, upload

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B7")]


def papers_of(cast, desk: Desk) -> list[EvidenceFile]:
    with cast.acting(cast.person("provider_clerk", NODE)):
        return list(EvidenceFile.objects.of(desk.uuid))


def test_a_paper_is_shown_large_to_its_owner_and_each_look_is_logged(cast):
    desk = Desk(cast).company()
    (paper, _other) = papers_of(cast, desk)
    page = desk.get("application_paper", paper.uuid).content.decode()
    picture = cast.url(NODE, "evidence_file", paper.uuid)
    assert f'src="{picture}"' in page and "换一张" in page
    assert desk.client.get(picture)["Content-Type"] == "image/jpeg"
    with cast.acting(cast.person("provider_clerk", NODE)):
        assert EvidenceReading.objects.filter(evidence=paper, reason="own").count() == 1
    stranger = Desk(cast, mobile="13700137000").begin()
    assert stranger.get("application_paper", paper.uuid).status_code == 404
    stranger.uuid = desk.uuid
    assert stranger.get("application_paper", paper.uuid).status_code == 404
    assert desk.get("application_paper", desk.uuid).status_code == 404


def test_the_camera_of_a_phone_brings_the_same_paper(cast):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    page = desk.get("application_page", "documents").content.decode()
    assert 'capture="environment"' in page and "paper-good.svg" in page and "paper-glare.svg" in page
    assert desk.answer("documents", {"camera-owner_certificate": upload()}).status_code == 302
    assert [paper.purpose for paper in papers_of(cast, desk)] == ["owner_certificate"]
    refused = desk.answer("documents", {"camera-owner_certificate": upload("坏.jpg", b"no picture")})
    assert refused.status_code == 422 and "camera-owner_certificate" in refused.context["form"].errors


def test_a_paper_of_an_earlier_application_is_taken_over_and_the_log_says_from_where(cast):
    earlier, desk = Desk(cast).company(), Desk(cast).begin().fill(COMPANY)
    (known, _principal) = papers_of(cast, earlier)
    assert "用以前交过的主办者证件" in desk.get("application_page", "documents").content.decode()
    assert desk.answer("documents", {"earlier-owner_certificate": str(known.uuid)}).status_code == 302
    (copy,) = papers_of(cast, desk)
    assert copy.uuid != known.uuid and (copy.purpose, copy.size) == (known.purpose, known.size)
    assert desk.client.get(cast.url(NODE, "evidence_file", copy.uuid)).status_code == 200
    with cast.acting(cast.person("provider_clerk", NODE)):
        row = AuditEntry.objects.get(subject_id=desk.uuid, verb="application.reuse_paper")
        assert row.after == {"evidence": str(copy.uuid), "purpose": "owner_certificate", "from": earlier.uuid}
        assert EvidenceReading.objects.filter(evidence=known, reason="reuse").count() == 1


def test_somebody_elses_paper_is_never_offered_nor_taken(cast):
    other = Desk(cast, mobile="13700137000").company()
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    assert "用以前交过的" not in desk.get("application_page", "documents").content.decode()
    Desk(cast).company()
    foreign = str(papers_of(cast, other)[0].uuid)
    assert desk.answer("documents", {"earlier-owner_certificate": foreign}).status_code == 422
    assert papers_of(cast, desk) == []


def test_a_later_paper_stands_for_the_one_before(cast):
    desk = Desk(cast).company()
    desk.bring_papers("owner_certificate")
    assert len([paper for paper in papers_of(cast, desk) if paper.purpose == "owner_certificate"]) == 2
    assert "最新的一份为准" in desk.get("application_page", "documents").content.decode()
