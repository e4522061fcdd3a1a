"""The desk's findings and its sealed papers beside the fields: seen, opened, logged (B12, Q2)."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from beian.evidence import store
from beian.evidence.checks import Checked
from beian.evidence.models import EvidenceFile, EvidenceReading
from beian.evidence.purposes import PDF
from beian.exchange import drain
from beian.people import scope
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from province.cases import permissions, readings
from province.cases.models import Case
from tests.province.stories import case_of, report, sealed_paper

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B12")]
NODE = "province:11"
ALL = ("owner_certificate", "principal_certificate", "desk_photo", "verification_sheet", "agreement")
FACTS = {
    "photo": {
        "verdict": "warn",
        "checks": [
            {"code": "sharp", "result": "pass", "label": "清晰度", "value": "180.2", "limit": "≥ 60", "text": ""},
            {"code": "head", "result": "doubt", "label": "免冠", "value": None, "limit": "", "text": "头顶似有帽子。"},
        ],
        "measures": {},
        "backdrop": "P01-0007",
        "overruled": {"head": {"reason": "头巾为宗教服饰", "by": "周核验"}},
    },
    "sources": [
        {
            "source_label": "居民身份信息",
            "item": "subject.principal.name",
            "state": "match",
            "at": "2026-11-23T01:00:00Z",
        },
        {
            "source_label": "域名注册信息",
            "item": "sites.0.domains.0",
            "state": "unavailable",
            "words": "信息源没有响应",
        },
    ],
    "agreement": {"capacity": "legal_representative", "signed_at": "2026-11-23T02:00:00+00:00"},
}


@pytest.fixture
def waiting(cast):
    application = report(papers=ALL, sheet={"facts": FACTS})
    drain()
    return application


@pytest.fixture
def reviewer(cast):
    return cast.staff("province_reviewer", NODE)


def page(application) -> str:
    return node_url(NODE, "case", case_of(application).pk)


def here(node: str = NODE):
    return scope.enter(node, Reach.STAFF, Actor.service("test"))


def paper(application, purpose: str = "verification_sheet") -> EvidenceFile:
    with here():
        return EvidenceFile.objects.get(application=application, purpose=purpose)


def drawn(application, purpose: str = "verification_sheet") -> str:
    return node_url(NODE, "case_paper", case_of(application).pk, paper(application, purpose).uuid)


def test_the_page_says_what_the_desk_found(waiting, reviewer):
    words = reviewer.get(page(waiting)).content.decode()
    assert case_of(waiting).state == "under_review"
    for text in ("照片有疑点，经核验员说明后采用", "180.2 / ≥ 60", "头巾为宗教服饰", "周核验", "P01-0007"):
        assert text in words
    for text in ("居民身份信息", "待复核", "信息源没有响应", "法定代表人"):
        assert text in words
    assert drawn(waiting) in words
    assert drawn(waiting, "agreement") in words


def test_a_report_of_an_older_system_says_none_of_it_and_is_read(reviewer):
    application = report()
    drain()
    words = reviewer.get(page(application)).content.decode()
    assert "信息源核对" not in words
    assert "照片检查各项" not in words


@pytest.mark.parametrize(
    "facts",
    [
        "text",
        [1, 2],
        {"photo": "good", "sources": {"a": 1}, "agreement": []},
        {"photo": {"checks": [7, {"code": None}], "overruled": ["x"], "verdict": {"a": 1}}, "sources": ["x", {}]},
        {"photo": {"verdict": "<script>alert(1)</script>", "checks": None}},
    ],
)
def test_facts_of_any_shape_break_no_page(facts, reviewer):
    application = report(sheet={"facts": facts})
    drain()
    response = reviewer.get(page(application))
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_the_sheet_is_drawn_as_a_picture_and_its_opening_logged(waiting, reviewer):
    response = reviewer.get(drawn(waiting))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "private, no-store"
    picture = Image.open(io.BytesIO(response.content))
    assert picture.width > 800
    with here():
        reading = EvidenceReading.objects.get(evidence__purpose="verification_sheet")
        assert (reading.reason, reading.actor_label) == ("review", "审核员")


def test_approving_takes_having_opened_the_sheet(cast, waiting, reviewer):
    for purpose in ("owner_certificate", "principal_certificate", "desk_photo"):
        reviewer.get(node_url(NODE, "evidence_file", paper(waiting, purpose).uuid))
    person = cast.person("province_reviewer", NODE)

    def unread() -> list[str]:
        with cast.acting(person):
            case = Case.objects.get(application=waiting)
            return permissions.unopened(case, readings.opened(case=case, by=person))

    assert unread() == ["核验单"]
    reviewer.get(drawn(waiting))
    assert unread() == []


def test_strangers_and_other_papers_are_not_drawn(waiting, reviewer, cast):
    photo = node_url(NODE, "case_paper", case_of(waiting).pk, paper(waiting, "desk_photo").uuid)
    assert reviewer.get(photo).status_code == 404
    stranger = cast.staff("province_reviewer", "province:33")
    foreign = drawn(waiting).replace("/province/11/", "/province/33/")
    assert stranger.get(foreign).status_code == 404
    other = report(number=2, papers=ALL)
    drain()
    mixed = node_url(NODE, "case_paper", case_of(other).pk, paper(waiting).uuid)
    assert reviewer.get(mixed).status_code == 404


def test_a_paper_that_the_provider_did_not_seal_is_not_drawn(waiting, reviewer):
    """Whoever put it there: it is downloaded and asked about, and never taken for what the provider sealed."""
    with here():
        foreign = store.keep(store.seal(Checked(sealed_paper(), PDF), "agreement"), application=waiting)
    assert reviewer.get(node_url(NODE, "case_paper", case_of(waiting).pk, foreign.uuid)).status_code == 404


def test_the_page_costs_no_query_per_paper(waiting, reviewer):
    few = report(number=2)
    drain()
    counted = []
    reviewer.get(page(waiting))
    for application in (few, waiting):
        with CaptureQueriesContext(connection) as queries:
            assert reviewer.get(page(application)).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 40


def test_what_is_sealed_for_the_ministry_is_readable_there(cast):
    application = report(papers=ALL, sealed_for=["ministry", NODE])
    drain()
    with here("ministry"):
        files = list(EvidenceFile.objects.filter(application=application))
        assert sorted(file.purpose for file in files) == sorted(ALL)
        sheet = next(file for file in files if file.purpose == "verification_sheet")
        assert store.read(sheet, reason="test").startswith(b"%PDF")


def test_what_is_not_sealed_for_the_ministry_is_not_there(waiting):
    with here("ministry"):
        assert not EvidenceFile.objects.exists()
