"""Policies, notices and contacts for everybody, and domains whose letters look like others (H1, H6)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beian.editions import drafting, publishing
from beian.editions.models import Draft
from tests.ministry.stories import Story, at_ministry, filed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("H6")]
PAGE_BYTES = 30 * 1024
PAGES = ("contacts/", "contacts/11/", "notices/", "policies/", "policies/p16/", "policies/steps/")
NOTICE = {"title": "关于公布备案情况的公告", "text": "全文如下。"}


@pytest.fixture
def centre(cast):
    return cast.staff("filing_centre", "ministry")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light_and_costs_three_queries_at_most(cast, page):
    client = Client()
    client.get(f"/query/{page}")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/query/{page}")
    assert answer.status_code == 200 and len(answer.content) <= PAGE_BYTES
    assert len([query for query in captured if query["sql"] not in ("BEGIN", "COMMIT")]) <= 3


def test_what_no_bureau_has_published_is_said_and_not_invented(cast):
    page = Client().get("/query/contacts/").content.decode()
    assert page.count("尚未公布") == 32, "31 bureaus and the ministry"
    assert "本省尚未公布" in Client().get("/query/contacts/33/").content.decode()
    assert Client().get("/query/contacts/99/").status_code == 404


def test_the_filing_centre_publishes_contact_and_notices_of_the_ministry(centre):
    assert centre.post("/ministry/office/", {"office-consultation_phone": "010-66012345"}).status_code == 302
    made = centre.post("/ministry/office/notices/new/", NOTICE)["Location"]
    assert "010-66012345" in Client().get("/query/contacts/").content.decode()
    listed = Client().get("/query/notices/").content.decode()
    assert "关于公布备案情况的公告" in listed
    url = re.search(r'href="(/query/notices/[0-9a-f-]+/)"', listed)[1]
    assert "全文如下" in Client().get(url).content.decode()
    centre.post(f"{made}withdraw/")
    assert Client().get(url).status_code == 404
    assert centre.get(made).status_code == 200


def test_the_policy_library_is_searched_and_read(cast):
    page = Client().get("/query/policies/", {"q": "真实性"}).content.decode()
    assert "真实性核验工作方案" in page and "专项行动" not in page
    assert "国务院令第292号" in Client().get("/query/policies/292/").content.decode()
    assert Client().get("/query/policies/nosuch/").status_code == 404


@pytest.mark.requirement("H6")
def test_the_filing_centre_drafts_and_publishes_a_policy_and_no_other_table(cast, centre):
    assert centre.post("/ministry/tables/policies/begin/").status_code == 302
    with at_ministry():
        draft = Draft.objects.get(name="policies")
        person, roles = cast.person("filing_centre", "ministry"), frozenset({"filing_centre"})
        row = draft.rows[-1] | {"code": "new", "name": "关于试行的通知", "order": 99}
        draft = drafting.put_row(
            draft=draft, row=row, replaces=None, revision=draft.revision, by=person, roles=roles, now=timezone.now()
        )
        publishing.publish(
            draft=draft,
            note="新增",
            in_force_from=None,
            revision=draft.revision,
            by=person,
            roles=roles,
            now=timezone.now(),
        )
    assert "关于试行的通知" in Client().get("/query/policies/").content.decode()
    assert centre.post("/ministry/tables/owner_natures/begin/").status_code == 403
    assert centre.get("/ministry/tables/owner_natures/draft/").status_code == 403


HOSTILE = ["\x00", "a\u202eb", "x" * 500, "\ud800", "<script>alert(1)</script>", "%", "99"]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("page", ["notices/", "policies/"])
def test_hostile_words_get_a_sentence(cast, page, value):
    from urllib.parse import quote

    text = quote(value.encode("utf-8", "surrogatepass"))
    for name in ("q", "province", "after"):
        answer = Client(raise_request_exception=False).get(f"/query/{page}?{name}={text}")
        assert answer.status_code in (200, 422)
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("key", ["xn--80ak6aa92e.com", "xn--mnchen-3ya.de"])
def test_a_domain_in_letters_that_look_like_others_is_shown_as_it_is_resolved(cast, key):
    page = Client().get(f"/query/d/{key}/").content.decode()
    assert f"<title>{key} " in page and "与常见字母相像" in page


@pytest.mark.requirement("H1")
def test_a_chinese_domain_is_shown_in_chinese_with_its_encoding(cast):
    filed(Story(domains=("例子.中国",)))
    page = Client().get("/query/d/xn--fsqu00a.xn--fiqs8s/").content.decode()
    assert "<title>例子.中国 已备案" in page and "xn--fsqu00a.xn--fiqs8s" in page and "与常见字母相像" not in page


@pytest.mark.requirement("H1")
def test_the_six_answers_are_explained_before_anybody_asks(cast):
    page = Client().get("/query/").content.decode()
    for words in ("已备案", "备案办理中", "备案已注销", "未查到备案", "域名后缀不支持备案", "暂时无法查询"):
        assert words in page


def test_front_door_and_footer_lead_there(cast):
    front = Client().get("/").content.decode()
    for url in ("/query/policies/", "/query/notices/", "/query/contacts/", "/accessibility/"):
        assert f'href="{url}"' in front
