"""Several websites in one filing: each on pages of its own, the subject filled in once."""

import pytest

from tests.provider.applications.stories import COMPANY, PERSON, PERSON_NATURE, PURPOSES, Desk, advance

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B1", "B2")]
SECOND = {name.replace("sites-0", "sites-1"): value for name, value in COMPANY["site"].items()} | {
    "sites-1-name": "晴川信息技术文档",
    "sites-1-domains": "qingchuan-docs.cn",
    "sites-1-home_url": "http://www.qingchuan-docs.cn/",
}


def test_a_second_site_is_filled_in_on_its_own_pages_and_handed_in_with_the_first(cast):
    desk = Desk(cast).company()
    added = desk.post("application_site_add")
    assert added.url == desk.url("application_page", "site-2")
    tasks = desk.get("application").content.decode()
    assert "网站 2" in tasks and "未开始" in tasks
    assert {str(one.label) for one in desk.submit().context["mistakes"]} >= {"第 2 个网站：网站名称"}
    assert desk.answer("site-2", SECOND).url == desk.url("application_page", "site_principal-2")
    desk.fill({"site_principal-2": {"same": "yes"}})
    first, second = desk.document().sites
    assert (first.name, second.name) == ("晴川信息官网", "晴川信息技术文档")
    assert second.principal == first.principal
    assert "晴川信息技术文档" in desk.get("application_check").content.decode()
    desk.submitted()
    advance(cast, desk, "returned", reasons=({"item": "sites.1.name", "code": "site_name", "text": "名称不符。"},))
    assert list(desk.get("application_mend").context["form"].fields) == ["sites-1-name"]


def test_the_first_sites_answers_stay_when_another_is_taken_out(cast):
    desk = Desk(cast).company()
    desk.post("application_site_add")
    desk.fill({"site-2": SECOND})
    assert "晴川信息技术文档" in desk.get("application_site_remove", 2).content.decode()
    assert desk.post("application_site_remove", 2).url == desk.url("application")
    assert [site.name for site in desk.document().sites] == ["晴川信息官网"]
    assert desk.post("application_site_remove", 1).status_code == 409
    assert desk.post("application_site_remove", 2).status_code == 404


def test_a_persons_second_site_has_him_as_its_principal(cast):
    desk = Desk(cast).person()
    desk.post("application_site_add")
    assert desk.get("application_page", "site_principal-2").status_code == 302
    assert desk.document().sites[1].principal.name == PERSON["subject"]["subject-name"]


def test_a_filing_grows_to_its_limit_and_no_further(cast):
    desk = Desk(cast).begin(PERSON_NATURE)
    for _more in range(19):
        assert desk.post("application_site_add").status_code == 302
    assert "再加一个网站" not in desk.get("application").content.decode()
    refused = desk.post("application_site_add")
    assert refused.status_code == 409 and "最多 20 个网站" in refused.content.decode()


def test_once_handed_in_no_site_comes_or_goes(cast):
    desk = Desk(cast).company().submitted()
    advance(cast, desk, "returned", reasons=({"item": "sites.0.name", "code": "site_name", "text": "名称不符。"},))
    assert desk.post("application_site_add").status_code == 409
    assert desk.post("application_site_remove", 1).status_code == 409


@pytest.mark.parametrize("page", ["site-1", "site-0", "site-3", "site-02", "site--1", "subject-2", "site-9999"])
def test_pages_of_sites_that_are_not_there_are_not_shown(cast, page):
    desk = Desk(cast).begin()
    assert desk.get("application_page", page).status_code in (302, 404)
    assert desk.answer(page, SECOND).status_code in (302, 404)
    assert len(desk.document().sites) == 1 and desk.document().sites[0].name is None


def test_the_papers_are_brought_once_for_all_sites(cast):
    desk = Desk(cast).begin()
    desk.post("application_site_add")
    page = desk.get("application_page", "documents")
    assert [paper.purpose for paper in page.context["papers"] if paper.required] == list(PURPOSES)
