"""The national register: what a grant writes, what it refuses, and who reads it."""

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from beian.audit.models import AuditEntry
from beian.people import scope
from beian.people.scope import Reach
from ministry.models import (
    Claim,
    IssuedNumber,
    NationalAccess,
    NationalDomain,
    NationalSite,
    NationalSubject,
    Passage,
    QueryEntry,
)
from ministry.register import handlers
from ministry.register.passages import Misrouted
from tests.ministry.stories import TESTER, Story, approve, at_ministry, filed, grant, passage, report, told

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B17")]
MINE = (Claim, Passage, NationalSubject, NationalSite, NationalDomain, NationalAccess, IssuedNumber)
NUMBER = "京ICP备2026000001号"


def test_a_grant_enters_subject_site_domain_and_access_and_is_passed_on(cast):
    story = filed(Story(provider_province="33"))
    with at_ministry():
        subject = NationalSubject.objects.get()
        site = NationalSite.objects.get()
        access = NationalAccess.objects.get()
        assert (subject.number, subject.nature, subject.province) == (NUMBER, "4", "11")
        assert (site.number, site.home_url) == (f"{NUMBER}-1", "http://www.example.cn/")
        assert NationalDomain.objects.get().domain == "example.cn"
        assert (access.provider, access.provider_province, access.server_provinces) == ("p02", "33", ["11"])
        assert IssuedNumber.objects.get().last == 1
    assert passage(story).state == "granted"
    [(_kind, receiver, _key, body)] = told("filing.granted")
    assert receiver == "province:33" and body["number"] == NUMBER


def test_a_grant_told_twice_is_entered_once(cast):
    story = filed(Story())
    grant(story)
    with at_ministry():
        assert NationalSubject.objects.count() == 1
    assert len(told("filing.granted")) == 1


def test_nothing_is_filed_past_the_detection(cast):
    story = Story()
    report(story)
    with pytest.raises(Misrouted, match="without a claim"):
        grant(story)
    with at_ministry():
        assert not NationalSubject.objects.exists() and not QueryEntry.objects.filter(standing="filed").exists()


def test_a_number_of_another_province_is_refused(cast):
    story = Story(subject_province="33", provider_province="33")
    report(story)
    approve(story)
    forged = story.granted()
    forged.body.number, forged.body.public.sites[0].number = NUMBER, f"{NUMBER}-1"
    with pytest.raises(Misrouted, match="not a subject's number"), at_ministry():
        handlers.take_granted([forged])


def test_nothing_but_the_approved_domains_is_entered(cast):
    story = Story()
    report(story)
    approve(story)
    forged = story.granted()
    forged.body.public.sites[0].domains.append("somebody-elses.cn")
    with pytest.raises(Misrouted, match="other domains"), at_ministry():
        handlers.take_granted([forged])


def test_a_number_given_twice_by_a_restored_province_is_not_entered_again(cast):
    filed(Story(), serial=7)
    again = Story(domains=("second.cn",), certificate="91110108551385082Q")
    report(again)
    approve(again)
    with pytest.raises(DatabaseError, match="national_subject_number"):
        grant(again, serial=7)
    with at_ministry():
        assert IssuedNumber.objects.get().last == 7


@pytest.mark.requirement("Q3")
def test_nothing_personal_stands_in_the_clear_anywhere_at_the_ministry(cast):
    """Name, certificate, phone and mail of a person are in no column, message, audit row of the ministry, sealed blocks aside."""
    from beian.exchange.models import InboxMessage, OutboxMessage

    filed(Story(of_person=True, certificate="11010519491231002X", provider_province="33"))
    with at_ministry(), connection.cursor() as cursor:
        for model in (*MINE, QueryEntry, AuditEntry, InboxMessage, OutboxMessage):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {model._meta.db_table} t")
            text = " ".join(row for (row,) in cursor)
            for secret in ("赵小满", "11010519491231002X", "13800138000", "wangjianguo"):
                assert secret not in text, model
                assert secret.encode().hex() not in text, model
        subject = NationalSubject.objects.get()
        assert subject.name == "赵**" and subject.name_key == ""


@pytest.mark.requirement("A3")
@pytest.mark.parametrize("reach", [Reach.PUBLIC, Reach.OWNER, Reach.ORGANISATION, Reach.SYSTEM])
def test_claims_and_register_are_for_the_ministrys_staff_alone(cast, reach):
    filed(Story())
    for model in MINE:
        with pytest.raises(DatabaseError, match="permission denied"), scope.enter("ministry", reach, TESTER, owner=1):
            model.objects.count()


@pytest.mark.requirement("A3")
def test_a_province_sees_no_claim_and_no_register(cast):
    filed(Story())
    for node in ("province:11", "provider:p01"):
        with scope.enter(node, Reach.STAFF, TESTER):
            assert [model.objects.count() for model in (*MINE, QueryEntry)] == [0] * (len(MINE) + 1)


@pytest.mark.requirement("A3")
def test_the_public_reads_public_columns_and_nothing_else(cast):
    filed(Story())
    with scope.enter("ministry", Reach.PUBLIC, TESTER):
        assert QueryEntry.objects.facts().get().filing_number == NUMBER
    with pytest.raises(DatabaseError, match="permission denied"), scope.enter("ministry", Reach.PUBLIC, TESTER):
        QueryEntry.objects.values_list("application").first()
    with pytest.raises(DatabaseError, match="permission denied"), scope.enter("ministry", Reach.PUBLIC, TESTER):
        QueryEntry.objects.facts().update(standing="cancelled")


# ---- pages


def test_an_analyst_finds_a_filing_by_domain_number_or_name_and_opens_it(cast):
    filed(Story(provider_province="33"))
    analyst = cast.staff("ministry_analyst", "ministry")
    for q in ("http://www.example.cn/a?b", "京icp备2026000001号-1", "北京某某"):
        page = analyst.get("/ministry/register/", {"q": q}).content.decode()
        assert NUMBER in page and "example.cn" in page, q
    assert NUMBER not in analyst.get("/ministry/register/", {"q": "elsewhere.cn"}).content.decode()
    assert NUMBER not in analyst.get("/ministry/register/", {"province": "33"}).content.decode()
    page = analyst.get(f"/ministry/register/{NUMBER}/").content.decode()
    for words in ("之江数据服务有限公司", "1.2.4.0", "进入全国备案库", "filing.assigned"):
        assert words in page, words


def test_a_person_is_masked_in_list_export_and_page(cast):
    filed(Story(of_person=True, certificate="11010519491231002X"))
    analyst = cast.staff("ministry_analyst", "ministry")
    answers = [
        analyst.get("/ministry/register/"),
        analyst.get("/ministry/register/?export=csv"),
        analyst.get(f"/ministry/register/{NUMBER}/"),
        analyst.get("/ministry/passages/"),
    ]
    for answer in answers:
        assert answer.status_code == 200 and "赵小满" not in answer.content.decode()
    assert "赵**" in answers[0].content.decode() and "赵**" in answers[1].content.decode("utf-8-sig")


def test_the_list_costs_the_same_whatever_it_holds(cast):
    """Two scopes, session, account, roles; subjects, sites, domains; and the reader's saved views, as on every table page of staff."""
    for place in range(12):
        filed(Story(domains=(f"d{place}.cn",), certificate=f"A{place:07}"), serial=place + 1)
    analyst = cast.staff("ministry_analyst", "ministry")
    analyst.get("/ministry/register/")
    with CaptureQueriesContext(connection) as captured:
        page = analyst.get("/ministry/register/").content.decode()
    assert page.count("ICP备") >= 12
    assert len([query for query in captured if query["sql"] not in ("BEGIN", "COMMIT")]) <= 9


def test_a_conflict_on_its_way_shows_why(cast):
    filed(Story())
    rival = Story(certificate="91110108551385082Q")
    report(rival)
    page = (
        cast.staff("ministry_supervisor", "ministry").get(f"/ministry/passages/{rival.application}/").content.decode()
    )
    assert "信息冲突" in page and "example.cn 已在北京市备案" in page


def test_a_filter_that_cannot_be_read_says_why(cast):
    analyst = cast.staff("ministry_analyst", "ministry")
    for q in ("com.cn", "a\x00b", "京ICP备1号", "x" * 3000):
        answer = analyst.get("/ministry/register/", {"q": q})
        assert answer.status_code == 422, q
    assert analyst.get("/ministry/register/京ICP备2026999999号/").status_code == 404
    assert analyst.get("/ministry/register/%00/").status_code == 404


@pytest.mark.parametrize("role", ["operations", "system_admin", "security_admin", "audit_admin"])
def test_others_of_the_ministry_see_no_filings(cast, role):
    filed(Story())
    person = cast.staff(role, "ministry")
    for path in ("register/", f"register/{NUMBER}/", "passages/"):
        assert person.get(f"/ministry/{path}").status_code == 403
    landing = person.get("/ministry/", follow=True)
    assert landing.status_code == 200 and NUMBER not in landing.content.decode()
