"""Every resident-ID number in new filings is checked in full, at the ministry, and the subject's province hears of what is wrong (M4)."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from beian.exchange import Message, drain
from beian.filing import documents
from beian.people import scope
from beian.people.scope import Actor, Reach
from ministry.register import transitions
from ministry.register.models import Passage
from ministry.supervision import identities, identity_figures, identity_views
from ministry.supervision.centre_models import IdentityCheck, IdentityReport
from province.supervision import identities as told
from province.supervision.inspections import IdentityMismatch
from tests.ministry.stories import Story, at_ministry, report
from tests.verification.sources.conftest import process, simulator, stored_text  # noqa: F401
from verification.sources import querying

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M4")]
TELLER = Actor.service("story")
RIGHT = "11010519491231002X"
WRONG_DIGIT = "110105194912310021"
NO_REGION = "990105194912310026"
WRONG_PERSON = "110108199004044047"  # the simulated source: somebody else's
UNKNOWN = "110108199004044055"  # the simulated source knows no such number
QUERIES = 15
HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Identified(Story):
    """A report whose principals have these numbers: the subject's, and the site's."""

    principal: str = RIGHT
    of_site: str = RIGHT
    application: UUID = field(default_factory=uuid4)

    def document(self) -> documents.FilingDocument:
        data = documents.dump(super().document())
        data["subject"]["principal"]["certificate"]["number"] = self.principal
        data["sites"][0]["principal"]["certificate"]["number"] = self.of_site
        return documents.load(data)


def reported(*stories: Story) -> None:
    report(*stories)


def work() -> None:
    """What the task does, until nothing is left."""
    for _turn in range(10):
        with at_ministry():
            if not identities.work(now=timezone.now()):
                return


def answered() -> None:
    """The sources answer, and the centre reads it."""
    work()
    while querying.batch("ministry", now=timezone.now()):
        continue
    work()


def states_of(story: Story) -> dict[str, str]:
    """Item → state."""
    with at_ministry():
        rows = IdentityCheck.objects.filter(application=story.application)
        return {row.item: row.state for row in rows}


def at_province(node: str = "province:11") -> list[IdentityMismatch]:
    with scope.enter(node, Reach.STAFF, TELLER):
        return list(IdentityMismatch.objects.order_by("id"))


SUBJECT, SITE = "subject.principal.certificate.number", "sites.0.principal.certificate.number"


def test_a_number_that_breaks_our_rules_needs_no_source_and_its_province_hears_of_it(cast):
    story = Identified(principal=WRONG_DIGIT)
    reported(story)
    work()
    drain()
    assert states_of(story) == {SUBJECT: "mismatch", SITE: "unavailable"}
    (heard,) = at_province()
    assert (heard.application, heard.item, heard.kind) == (story.application, SUBJECT, "mismatch")
    assert heard.masked == "1101**********0021" and "校验" in heard.words
    assert at_province("province:33") == []


def test_what_the_source_says_is_taken_over(cast, simulator):  # noqa: F811
    right, wrong = (
        Identified(domains=("a.cn",), certificate="91110108MA00000010"),
        Identified(domains=("b.cn",), certificate="91110108MA00000029", principal=WRONG_PERSON, of_site=UNKNOWN),
    )
    reported(right, wrong)
    work()
    assert set(states_of(right).values()) == {"waiting"}
    answered()
    drain()
    assert set(states_of(right).values()) == {"match"}
    assert states_of(wrong) == {SUBJECT: "mismatch", SITE: "unknown"}
    assert {row.kind for row in at_province()} == {"mismatch", "unknown"}


def test_a_source_that_is_down_leaves_the_number_open_and_the_page_says_so(cast, simulator):  # noqa: F811
    simulator.behave(resident_id="down")
    story = Identified()
    reported(story)
    answered()
    assert set(states_of(story).values()) <= {"waiting", "unavailable"}
    centre = cast.staff("filing_centre", "ministry")
    page = centre.get("/ministry/identities/counts/").content.decode()
    assert "尚未全部核查：2 个号码待信息源答复" in page and "100%" not in page
    simulator.behave()
    with at_ministry():
        from verification.sources.models import SourceCheck, SourceLine

        SourceLine.objects.update(failures=0, open_until=None)
        SourceCheck.objects.filter(sealed__isnull=False).update(next_try_at=timezone.now())
    answered()
    assert set(states_of(story).values()) == {"match"}
    page = centre.get("/ministry/identities/counts/").content.decode()
    assert "已全部核查" in page and "100%" in page


def test_every_step_may_be_repeated(cast):
    story = Identified(principal=NO_REGION)
    reported(story)
    with at_ministry():
        assert identities.note([story.application]) == 0
    for _turn in range(3):
        work()
    drain()
    with at_ministry():
        assert IdentityReport.objects.count() == 1 and IdentityCheck.objects.count() == 2
    assert len(at_province()) == 1


@pytest.mark.fault("F25")
def test_workers_side_by_side_share_the_reports(cast):
    stories = [Identified(domains=(f"d{n}.cn",), certificate=f"B00{n:05}") for n in range(12)]
    reported(*stories)

    def one(_turn: int) -> int:
        try:
            with at_ministry():
                return identities.open_waiting(now=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 12
    with at_ministry():
        assert IdentityCheck.objects.count() == 24


def test_a_report_that_was_never_noted_is_found_by_night(cast):
    with scope.enter("province:11", Reach.STAFF, TELLER):
        message = Identified().routed()
    with at_ministry():
        transitions.report(messages=[message], now=timezone.now())
    with at_ministry():
        assert identities.note_all() == 1
        assert identities.note_all() == 0


def test_the_next_round_is_checked_anew_and_the_one_before_is_not_counted(cast):
    story = Identified(principal=WRONG_DIGIT)
    reported(story)
    with at_ministry():
        Passage.objects.filter(application=story.application).update(state="returned")
    again = story.again(principal=RIGHT)
    reported(again)
    work()
    with at_ministry():
        rows = {row.round: row for row in IdentityReport.objects.all()}
        assert rows[1].unread == "superseded" and rows[2].numbers == 2
        assert not IdentityCheck.objects.filter(round=1).exists()


def test_a_disposed_report_says_why_it_was_never_looked_at(cast):
    story = Identified()
    reported(story)
    with at_ministry():
        Passage.objects.filter(application=story.application).update(disposed_at=timezone.now(), wrapped_key=b"")
    work()
    with at_ministry():
        assert IdentityReport.objects.get().unread == "disposed"


def test_a_unit_without_residents_has_no_numbers_and_is_done(cast):
    class Foreign(Identified):
        def document(self) -> documents.FilingDocument:
            data = documents.dump(super().document())
            for person in (data["subject"]["principal"], data["sites"][0]["principal"]):
                person["certificate"] = {"type": 5, "number": "E12345678"}
            return documents.load(data)

    reported(Foreign())
    work()
    with at_ministry():
        assert IdentityReport.objects.get().opened_at and not IdentityCheck.objects.exists()


def test_of_a_persons_filing_the_owners_own_number_is_checked_too(cast):
    story = Identified(of_person=True, certificate=WRONG_DIGIT)
    reported(story)
    work()
    assert states_of(story)["subject.certificate.number"] == "mismatch"


@pytest.mark.requirement("Q1")
def test_no_number_stands_anywhere_in_clear(cast, simulator, stored_text):  # noqa: F811
    reported(Identified(principal=WRONG_PERSON, of_site=WRONG_DIGIT))
    answered()
    drain()
    text = stored_text()
    assert WRONG_PERSON not in text and WRONG_DIGIT not in text
    assert "1101**********4047" in text


def test_figures_count_by_province_provider_and_month(cast):
    reported(Identified(principal=WRONG_DIGIT))
    work()
    client = cast.staff("ministry_supervisor", "ministry")
    viewer = _viewer(cast)
    with at_ministry():
        month = identity_figures.month_of(timezone.now())
        (line,) = identity_figures.figures(viewer, month)
        assert (line.province, line.provider, line.reports, line.numbers, line.checked, line.wrong) == (
            "11",
            "p01",
            1,
            2,
            1,
            1,
        )
        assert (line.open, line.share) == (1, "50.0%")
        before = identity_figures.figures(viewer, (month - timedelta(days=1)).replace(day=1))
        assert before == []
    page = client.get("/ministry/identities/counts/").content.decode()
    assert "京云网络科技有限公司" in page and "50.0%" in page
    sheet = client.get("/ministry/identities/counts/?sheet=identity-counts&export=csv")
    assert '"2","1","50.0%","1","0","1"' in sheet.content.decode("utf-8-sig")


def _viewer(cast):
    from beian.people.access import Viewer

    person = cast.person("filing_centre", "ministry")
    return Viewer("ministry", person, frozenset({"filing_centre"}), reach=Reach.STAFF)


def test_wrong_ones_stand_first_masked_and_the_list_can_be_narrowed_and_taken_along(cast):
    reported(
        Identified(domains=("a.cn",), certificate="91110108MA00000010", principal=WRONG_DIGIT),
        Identified(domains=("b.cn",), certificate="91110108MA00000029"),
    )
    work()
    centre = cast.staff("filing_centre", "ministry")
    page = centre.get("/ministry/identities/").content.decode()
    assert (
        page.index("1101**********0021") < page.index("1101**********002X")
        and WRONG_DIGIT not in page
        and RIGHT not in page
    )
    only = centre.get("/ministry/identities/?state=mismatch&province=11&provider=p01&month=2026-11").content.decode()
    assert "1101**********0021" in only or timezone.localdate().month != 11
    assert "1101**********0021" not in centre.get("/ministry/identities/?province=33").content.decode()
    assert "1101**********0021" in centre.get("/ministry/identities/?export=csv").content.decode("utf-8-sig")


@pytest.mark.parametrize("month", ["2026-13", "202611", "\x00", "9" * 400, "２０２６-11", "-", "1999-01", "2026-1x"])
def test_hostile_months_get_a_sentence(cast, month):
    centre = cast.staff("filing_centre", "ministry")
    for path in ("identities/", "identities/counts/"):
        answer = centre.get(f"/ministry/{path}?month={quote(month)}")
        assert answer.status_code == 422 and "错误：" in answer.content.decode(), path
    for name in ("state", "province", "provider", "order", "after", "export"):
        assert centre.get(f"/ministry/identities/?{name}={quote(month)}").status_code in (200, 422)


@pytest.mark.requirement("A3")
def test_the_centre_sees_its_own_pages_and_no_application(cast):
    story = Identified()
    reported(story)
    work()
    centre = cast.staff("filing_centre", "ministry")
    for path in ("passages/", f"passages/{story.application}/", "register/", "blacklist/"):
        assert centre.get(f"/ministry/{path}").status_code == 403, path
    assert str(story.application) not in centre.get("/ministry/identities/").content.decode()
    for role in ("ministry_analyst", "operations", "audit_admin"):
        assert cast.staff(role, "ministry").get("/ministry/identities/").status_code == 403


def test_the_first_page_is_the_centres_own_work_and_says_what_waits(cast):
    reported(Identified(principal=WRONG_DIGIT))
    centre = cast.staff("filing_centre", "ministry")
    assert "1 份上报待取号" in centre.get("/ministry/").content.decode()
    work()
    page = centre.get("/ministry/").content.decode()
    assert "身份证全量核查" in page and "幕布" in page and "本月 1 个不一致" in page and "1 个号码待核查" in page
    assert "全国备案库" not in page and "在途申请" not in page


def test_pages_cost_few_queries(cast):
    reported(*[Identified(domains=(f"d{n}.cn",), certificate=f"B00{n:05}") for n in range(6)])
    work()
    centre = cast.staff("filing_centre", "ministry")
    for path in ("", "identities/", "identities/counts/"):
        centre.get(f"/ministry/{path}")
        with CaptureQueriesContext(connection) as captured:
            assert centre.get(f"/ministry/{path}").status_code == 200
        assert len(captured) <= QUERIES, (path, [query["sql"][:120] for query in captured])


def test_what_breaks_a_rule_is_said_in_the_readers_language_at_both_ends(cast):
    reported(Identified(principal=WRONG_DIGIT, of_site=NO_REGION))
    work()
    drain()
    with at_ministry():
        kept = list(IdentityCheck.objects.order_by("id"))
    for said, rows in ((identity_views.said, kept), (told.said, at_province())):
        in_chinese = {said(row) for row in rows}
        with translation.override("en"):
            in_english = {said(row) for row in rows}
        assert len(in_chinese) == len(in_english) == 2
        assert all(HAN.search(words) for words in in_chinese) and not any(HAN.search(words) for words in in_english)


def test_a_finding_from_before_or_of_another_kind_is_shown_as_it_was_told(cast):
    for findings in (
        [{"code": "rule.of.tomorrow", "text": "明天的规则"}],
        [{"code": "certificate.check", "text": "明天的规则"}, {"code": "rule.of.tomorrow", "text": ""}],
    ):
        with scope.enter("province:11", Reach.STAFF, TELLER):
            told.take_mismatches([_mismatch(uuid4(), findings=findings)])
    for row in at_province():
        assert "明天的规则" in told.said(row)
        row.codes = []  # as it was kept before
        assert "明天的规则" in told.said(row)
    assert identities.said_of({"code": "rule.of.tomorrow", "text": "明天的规则"}) == "明天的规则"
    nameless = {"code": "identity.unasked", "text": "x"}
    assert identities.said_of(nameless) == told._of_rule("identity.unasked") != "x"


# ---- at the province


def _mismatch(application: UUID, **changes) -> Message:
    body = {"item": SUBJECT, "masked": "1101**********0021", "kind": "mismatch", "provider": "p01"}
    body |= {"provider_name": "京云", "found_at": timezone.now(), "findings": [{"code": "x", "text": "校验位不对"}]}
    model = told.Mismatch.model_validate(body | changes)
    return Message(uuid4(), "ministry", "identity.mismatch", 1, str(application), 1, 1, model, timezone.now())


def test_told_twice_it_stands_on_the_list_once(cast):
    application = uuid4()
    for _turn in range(2):
        with scope.enter("province:11", Reach.STAFF, TELLER):
            told.take_mismatches([_mismatch(application), _mismatch(application, item=SITE)])
    assert len(at_province()) == 2
    with scope.enter("province:11", Reach.STAFF, TELLER), pytest.raises(told.NotTheMinistry):
        from dataclasses import replace

        told.take_mismatches([replace(_mismatch(application), sender="province:33")])


def test_a_reviewer_says_what_came_of_it_and_nobody_says_it_again(cast):
    with scope.enter("province:11", Reach.STAFF, TELLER):
        told.take_mismatches([_mismatch(uuid4())])
    (row,) = at_province()
    reviewer = cast.staff("province_reviewer", "province:11")
    assert "校验位不对" in reviewer.get("/province/11/identities/").content.decode()
    address = f"/province/11/identities/{row.pk}/"
    assert reviewer.post(f"{address}settle/", {"note": ""}).status_code == 422
    assert reviewer.post(f"{address}settle/", {"note": "已电话核实，退回更正"}).status_code == 302
    assert "已电话核实" in reviewer.get(address).content.decode()
    assert reviewer.post(f"{address}settle/", {"note": "再次"}).status_code == 409
    stranger = cast.staff("province_reviewer", "province:33")
    assert stranger.get(f"/province/33/identities/{row.pk}/").status_code == 404
    assert stranger.post(f"/province/33/identities/{row.pk}/settle/", {"note": "x"}).status_code == 404
    assert cast.staff("province_leader", "province:11").post(f"{address}settle/", {"note": "x"}).status_code == 403
