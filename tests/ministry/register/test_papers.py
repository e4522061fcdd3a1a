"""The papers of a filing at the ministry: asked for with a reason, readable there, each opening logged, nobody else let in (B12, Q2)."""

import io
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from beian.evidence import store
from beian.evidence.checks import Checked
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.evidence.purposes import PDF
from beian.exchange import drain
from tests.beian.evidence import aging
from tests.ministry.stories import Story, at_ministry, filed
from tests.province.stories import report, sealed_paper, send_back

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B12", "Q2")]
MINISTRY, PROVINCE = "ministry", "province:11"
ALL = ("owner_certificate", "principal_certificate", "desk_photo", "verification_sheet", "agreement")
LABELS = ("主办者证件", "负责人证件", "现场核验照片", "核验单", "信息安全管理协议")
PAGES = ("passage_paper", "passage_paper_file", "passage_paper_pages")


@pytest.fixture
def reported(cast):
    """A report whose papers are sealed for the ministry and the deciding province."""
    application = report(papers=ALL, sealed_for=[MINISTRY, PROVINCE])
    drain()
    return application


@pytest.fixture
def supervisor(cast):
    return cast.staff("ministry_supervisor", MINISTRY)


def paper(application, purpose: str = "verification_sheet") -> EvidenceFile:
    with at_ministry():
        return EvidenceFile.objects.get(application=application, purpose=purpose)


def readings() -> list[tuple[str, str, str]]:
    """(who, what, why), in order."""
    with at_ministry():
        rows = EvidenceReading.objects.order_by("id")
        return list(rows.values_list("actor_label", "evidence__purpose", "reason"))


def listed(cast, application) -> str:
    return cast.url(MINISTRY, "passage_papers", application)


def address(cast, application, purpose: str = "verification_sheet", page: str = "passage_paper") -> str:
    return cast.url(MINISTRY, page, application, paper(application, purpose).uuid)


def test_the_list_says_what_came_with_which_round_and_shows_nothing_yet(cast, reported, supervisor):
    words = supervisor.get(listed(cast, reported)).content.decode()
    assert all(label in words for label in LABELS)
    assert "本轮上报 5 份，已收到 5 份" in words
    assert "data-paper" not in words and "/file/" not in words
    assert readings() == []


def test_the_filing_and_the_application_lead_there_but_not_for_analysts(cast, supervisor):
    story = filed(Story())
    pages = [cast.url(MINISTRY, "passage", story.application), "/ministry/register/京ICP备2026000001号/"]
    analyst = cast.staff("ministry_analyst", MINISTRY)
    for page in pages:
        assert f'href="{listed(cast, story.application)}"' in supervisor.get(page).content.decode()
        assert listed(cast, story.application) not in analyst.get(page).content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("reason", [None, "", "counter", "own", "SUPERVISE", "<script>", "x" * 5000, "a\0b"])
def test_without_a_reason_of_the_list_nothing_is_shown(cast, reported, supervisor, page, reason):
    asked = {} if reason is None else {"reason": reason}
    response = supervisor.get(address(cast, reported, page=page), asked)
    words = response.content.decode()
    assert response.status_code == 422
    assert "请选择查阅事由" in words or "请从给出的选项中选择查阅事由" in words
    assert "data-paper" not in words and "<script>" not in words
    assert readings() == []


def test_a_photo_is_read_beside_the_list_and_the_reading_logged_with_its_reason(cast, reported, supervisor):
    page = supervisor.get(address(cast, reported, "desk_photo"), {"reason": "conflict"}).content.decode()
    picture = f"{address(cast, reported, 'desk_photo', 'passage_paper_file')}?reason=conflict"
    assert f'src="{picture}"' in page and "data-turn" in page
    assert all(label in page for label in LABELS)
    assert readings() == []
    response = supervisor.get(picture)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Cache-Control"] == "private, no-store"
    assert Image.open(io.BytesIO(response.content)).size == (800, 600)
    assert readings() == [("电信管理局管理员", "desk_photo", "conflict")]


@pytest.mark.parametrize("purpose", ["verification_sheet", "agreement"])
def test_a_sealed_paper_is_drawn_and_can_be_downloaded(cast, reported, supervisor, purpose):
    page = supervisor.get(address(cast, reported, purpose), {"reason": "supervise"}).content.decode()
    drawn = f"{address(cast, reported, purpose, 'passage_paper_pages')}?reason=supervise"
    assert f'src="{drawn}"' in page
    picture = supervisor.get(drawn)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(picture.content)).width > 800
    whole = supervisor.get(address(cast, reported, purpose, "passage_paper_file"), {"reason": "sample"})
    assert whole.content.startswith(b"%PDF") and whole["Content-Disposition"].startswith("attachment")
    assert [reason for _who, _what, reason in readings()] == ["supervise", "sample"]


def test_what_the_provider_did_not_seal_is_not_drawn(cast, reported, supervisor):
    with at_ministry():
        foreign = store.keep(store.seal(Checked(sealed_paper(), PDF), "agreement"), application=reported)
    drawn = cast.url(MINISTRY, "passage_paper_pages", reported, foreign.uuid)
    assert supervisor.get(drawn, {"reason": "supervise"}).status_code == 404
    photo = address(cast, reported, "desk_photo", "passage_paper_pages")
    assert supervisor.get(photo, {"reason": "supervise"}).status_code == 404
    assert readings() == []


@pytest.mark.requirement("A3")
@pytest.mark.parametrize(
    "role", ["ministry_analyst", "filing_centre", "operations", "system_admin", "security_admin", "audit_admin"]
)
def test_no_other_role_of_the_ministry_gets_anything(cast, reported, role):
    other = cast.staff(role, MINISTRY)
    assert other.get(listed(cast, reported)).status_code == 403
    for page in PAGES:
        assert other.get(address(cast, reported, page=page), {"reason": "supervise"}).status_code == 403
    assert readings() == []


@pytest.mark.requirement("A3")
@pytest.mark.parametrize(
    ("role", "node"),
    [
        ("province_supervisor", PROVINCE),
        ("province_reviewer", "province:33"),
        ("provider_admin", "provider:p01"),
        ("provider_verifier", "provider:p02"),
        ("site_owner", "provider:p01"),
        ("", ""),
    ],
)
def test_nobody_of_another_node_gets_anything(cast, reported, client, role, node):
    """Whoever shows a session of another node is nobody here, and is asked to sign in."""
    stranger = client
    if role:
        user = cast.owner(node) if role == "site_owner" else cast.person(role, node)
        stranger.cookies["beian_session"] = cast.client(user).cookies["beian_session"].value
    pages = [listed(cast, reported), *(address(cast, reported, page=page) for page in PAGES)]
    for page in pages:
        response = stranger.get(page, {"reason": "supervise"})
        assert response.status_code in (302, 403, 404) and not response.content.startswith((b"%PDF", b"\x89PNG"))
    assert readings() == []


def test_only_files_of_this_application_are_found(cast, reported, supervisor):
    other = report(number=2, papers=ALL, sealed_for=[MINISTRY, PROVINCE])
    drain()
    for page in PAGES:
        mixed = cast.url(MINISTRY, page, other, paper(reported).uuid)
        unknown = cast.url(MINISTRY, page, reported, uuid4())
        nowhere = cast.url(MINISTRY, page, uuid4(), paper(reported).uuid)
        for wrong in (mixed, unknown, nowhere):
            assert supervisor.get(wrong, {"reason": "supervise"}).status_code == 404
        assert supervisor.post(address(cast, reported, page=page), {"reason": "supervise"}).status_code == 405
    assert supervisor.get(listed(cast, uuid4())).status_code == 404
    assert readings() == []


def test_papers_of_every_round_say_which(cast, supervisor):
    """Two rounds with three papers each: the last round's come first."""
    papers = ("owner_certificate", "principal_certificate", "desk_photo")
    application = report(papers=papers, sealed_for=[MINISTRY, PROVINCE])
    drain()
    send_back(cast, application)
    drain()
    again = (*papers, "verification_sheet")
    report(application=application, round=2, revision=20, papers=again, sealed_for=[MINISTRY, PROVINCE])
    drain()
    words = supervisor.get(listed(cast, application)).content.decode()
    assert "第 2 轮" in words and "本轮上报 4 份，已收到 4 份" in words
    assert re.findall(r"<td>([12])</td>", words) == ["2", "2", "2", "2", "1", "1", "1"]


def test_what_is_still_on_its_way_or_sealed_for_others_is_said(cast, reported, supervisor, test_urls):
    aging.still_awaited(test_urls, MINISTRY, "desk_photo")
    words = supervisor.get(listed(cast, reported)).content.decode()
    assert "本轮上报 5 份，已收到 4 份" in words and "正在传送" in words
    absent = supervisor.get(address(cast, reported, "desk_photo", "passage_paper_file"), {"reason": "sample"})
    assert absent.status_code == 404 and readings() == []
    apart = report(number=2, papers=ALL)
    drain()
    words = supervisor.get(listed(cast, apart)).content.decode()
    assert "有 5 份材料没有加封给部级系统" in words and "没有送到部级系统的材料" in words


def test_the_auditor_reads_who_opened_what(cast, reported, supervisor):
    supervisor.get(address(cast, reported, "owner_certificate", "passage_paper_file"), {"reason": "conflict"})
    log = cast.url(MINISTRY, "openings")
    words = cast.staff("audit_admin", MINISTRY).get(log, {"application": str(reported)}).content.decode()
    for text in ("电信管理局管理员", "主办者证件", "信息冲突核查", str(reported)):
        assert text in words
    assert supervisor.get(log).status_code == 403


def test_the_page_costs_no_query_per_paper(cast, reported, supervisor):
    few = report(number=2, sealed_for=[MINISTRY, PROVINCE])
    drain()
    supervisor.get(listed(cast, few))
    counted = []
    for application in (few, reported):
        photo = address(cast, application, "desk_photo")
        with CaptureQueriesContext(connection) as queries:
            assert supervisor.get(listed(cast, application)).status_code == 200
        with CaptureQueriesContext(connection) as opened:
            assert supervisor.get(photo, {"reason": "sample"}).status_code == 200
        counted.append((len(queries), len(opened)))
    assert counted == [(12, 13), (12, 13)]
