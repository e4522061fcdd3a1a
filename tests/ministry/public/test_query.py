"""The public query: six statuses in words, any form of input, masked persons, and no way to make it stumble (H1)."""

import re
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ministry.public import lookup
from ministry.register import handlers
from tests.ministry.stories import Story, at_ministry, filed, report

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("H1")]
NUMBER = "京ICP备2026000001号"
PAGE_BYTES = 30 * 1024


@pytest.fixture
def public(cast):
    return Client()


def words(answer) -> str:
    """The page's text without tags."""
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def title(answer) -> str:
    return re.search("<title>(.*?)</title>", answer.content.decode())[1]


@pytest.mark.parametrize(
    "q",
    [
        "example.cn",
        "www.example.cn",
        "EXAMPLE.CN.",
        "http://www.example.cn/path?query#part",
        "https://user@www.example.cn:8443/",
        "ｗｗｗ．ｅｘａｍｐｌｅ．ｃｎ",
        " example。cn ",
    ],
)
def test_a_domain_is_found_in_any_form_and_has_one_address(public, q):
    filed(Story())
    answer = public.get("/query/", {"q": q})
    assert answer.status_code == 302 and answer["Location"] == "/query/d/example.cn/"
    page = public.get(answer["Location"])
    for fact in (
        "已备案",
        NUMBER,
        f"{NUMBER}-1",
        "北京某某科技有限公司",
        "企业",
        "某某科技官网",
        "2026年11月20日",
        "数据截至",
    ):
        assert fact in words(page), fact
    assert len(page.content) <= PAGE_BYTES


@pytest.mark.parametrize("q", ["例子.中国", "http://例子.中国/", "xn--fsqu00a.xn--fiqs8s"])
def test_a_domain_in_chinese_is_the_same_domain(public, q):
    filed(Story(domains=("例子.中国",)))
    answer = public.get("/query/", {"q": q}, follow=True)
    assert answer.redirect_chain[-1][0] == "/query/d/xn--fsqu00a.xn--fiqs8s/"
    assert "已备案" in title(answer)


@pytest.mark.parametrize("q", [NUMBER, f"{NUMBER}-1", "京icp备 2026000001 号", "京ＩＣＰ備２０２６０００００１号－１"])
def test_a_number_is_found_in_any_form(public, q):
    filed(Story(domains=("example.cn", "second.cn")))
    answer = public.get("/query/", {"q": q}, follow=True)
    assert answer.status_code == 200 and "已备案" in title(answer)
    assert "example.cn" in words(answer) and "second.cn" in words(answer)


def test_a_units_name_is_found_by_its_beginning(public):
    filed(Story())
    filed(Story(domains=("other.cn",), certificate="91110108551385082Q", name="上海别处有限公司"), serial=2)
    found = words(public.get("/query/", {"q": "北京某某"}))
    assert NUMBER in found and "上海别处" not in found
    assert "没有以此开头的单位名称" in words(public.get("/query/", {"q": "科技有限"}))


def test_a_site_is_found_by_the_beginning_of_its_name_whoever_owns_it(public):
    filed(Story())
    assert NUMBER in words(public.get("/query/", {"q": "某某科技"}))
    filed(Story(of_person=True, domains=("diary.cn",), certificate="11010519491231002X"), serial=2)
    found = words(public.get("/query/", {"q": "某某科技官网"}))
    assert "赵**" in found and "赵小满" not in found


@pytest.mark.requirement("Q3")
def test_a_persons_name_is_masked_and_cannot_be_searched_for(public):
    filed(Story(of_person=True, certificate="11010519491231002X"))
    page = words(public.get("/query/d/example.cn/"))
    assert "赵**" in page and "个人" in page
    for q in ("赵小满", "赵**", "赵小"):
        answer = public.get("/query/", {"q": q})
        assert "/query/d/example.cn/" not in answer.content.decode(), q
        assert "个人主办者不能按姓名查询" in words(answer)


def test_what_is_being_decided_on_is_pending_and_says_nothing_of_the_applicant(public):
    report(Story())
    page = words(public.get("/query/d/example.cn/"))
    assert "备案办理中" in page and "某某" not in page and "91350100M000100Y43" not in page


def test_after_a_withdrawal_it_is_not_filed_again(public):
    story = Story()
    report(story)
    with at_ministry():
        handlers.take_moved([story.moved("returned"), story.moved("withdrawn")])
    assert "未查到备案" in title(public.get("/query/d/example.cn/"))


def test_a_cancelled_filing_is_said_to_be_cancelled_and_is_so_again_when_a_new_try_fails(public):
    from django.utils import timezone

    from ministry.models import Claim, QueryEntry

    old = filed(Story())
    with at_ministry():
        QueryEntry.objects.filter(application=old.application).update(standing="cancelled")
        Claim.objects.filter(application=old.application).update(state="released", released_at=timezone.now())
    assert "备案已注销" in title(public.get("/query/d/example.cn/"))
    again = Story()
    report(again)
    assert "备案办理中" in title(public.get("/query/d/example.cn/"))
    assert "备案已注销" in title(public.get(f"/query/n/{NUMBER}/"))
    with at_ministry():
        handlers.take_moved([again.moved("returned"), again.moved("lapsed")])
    assert "备案已注销" in title(public.get("/query/d/example.cn/"))


def test_never_filed_and_unsupported_suffix_are_different_answers(public):
    assert "未查到备案" in title(public.get("/query/d/nobody.cn/"))
    assert "域名后缀不支持备案" in title(public.get("/query/d/nobody.invalidsuffix/"))


def test_a_register_that_does_not_answer_is_unknown_and_never_not_filed(public, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(lookup, "_BY_SORT", dict.fromkeys(lookup._BY_SORT, away))
    answer = public.get("/query/d/example.cn/")
    assert answer.status_code == 503 and "暂时无法查询" in title(answer) and answer["Retry-After"]
    api = public.get("/api/v1/filings/example.cn")
    assert api.status_code == 503 and api.json()["status"] == "unknown" and api["Cache-Control"] == "no-store"


HOSTILE = [
    "\x00",
    "exa\x00mple.cn",
    "a\u202egpj.cn",
    "x" * 10_000,
    "你" * 10_000,
    "\ud800.cn",
    "' OR 1=1 --.cn",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "a..cn",
    "-a-.cn",
    ".",
    "http://",
    "//",
    "10.0.0.1",
    "::1",
    "[::1",
    "1.2.3.4.5.6",
    "com.cn",
    "京ICP备99999999999999999999号",
    f"{NUMBER}-99999999999999999999999",
    f"{NUMBER}-0",
    "龘ICP备2026000001号",
    "%",
    "%s%n",
    "\\",
    "()",
    "a" * 64 + ".cn",
    "🙂🙂",
    "раypal.com",
    "",
    "   ",
]


@pytest.mark.parametrize("q", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_gets_a_sentence_and_never_an_error(public, q):
    text = q.encode("utf-8", "surrogatepass")
    answer = public.get(f"/query/?q={quote(text)}")
    assert answer.status_code in (200, 302, 422), q
    if answer.status_code == 422:
        assert title(answer).startswith("错误：")
    for path in ("/query/d/", "/query/n/", "/api/v1/filings/"):
        slash = "" if "api" in path else "/"
        found = public.get(f"{path}{quote(text, safe='')}{slash}")
        assert found.status_code in (200, 302, 404, 422), (path, q)
        assert "<script>alert" not in found.content.decode()


def test_paging_by_a_made_up_token_begins_anew(public):
    filed(Story())
    for token in ("x", "\x00", "9" * 5000):
        answer = public.get(f"/query/n/{NUMBER}/", {"after": token})
        assert answer.status_code == 200 and "已回到第一页" in words(answer)


@pytest.mark.parametrize("path", ["/query/", "/query/d/example.cn/", f"/query/n/{NUMBER}/"])
def test_pages_are_read_only(public, path):
    assert public.head(path).status_code == 200
    for method in (public.post, public.put, public.patch, public.delete):
        assert method(path).status_code == 405


def test_a_page_costs_four_queries_at_most(public):
    filed(Story())
    for path in ("/query/d/example.cn/", f"/query/n/{NUMBER}/", "/query/?q=北京某某"):
        public.get(path)
        with CaptureQueriesContext(connection) as captured:
            public.get(path)
        assert len([query for query in captured if query["sql"] not in ("BEGIN", "COMMIT")]) <= 4, path


def test_many_sites_are_paged_and_the_page_stays_small(public):
    filed(Story(domains=tuple(f"site{place:03}.cn" for place in range(45))))
    page = public.get(f"/query/n/{NUMBER}/")
    assert "下一页" in words(page) and len(page.content) <= PAGE_BYTES


def test_the_address_of_an_ip_only_site_is_found(public):
    from datetime import date

    from ministry.public import entries

    line = {"kind": "address", "key": "1.2.4.8", "application": Story().application, "filing_number": NUMBER}
    line |= {
        "site_number": f"{NUMBER}-1",
        "subject_name": "某单位",
        "name_key": "某单位",
        "nature": "4",
        "site_name": "某站",
    }
    with at_ministry():
        entries.file([entries.Filed(**line, home_url="http://1.2.4.8/", approved_on=date(2026, 11, 20))])
    answer = public.get("/query/", {"q": "http://1.2.4.8:8080/"}, follow=True)
    assert "已备案" in title(answer) and "某站" in words(answer)


# ---- API


def test_the_api_answers_a_filed_domain(public):
    filed(Story())
    answer = public.get("/api/v1/filings/www.example.cn")
    body = answer.json()
    assert answer["Content-Type"] == "application/json" and answer["Cache-Control"] == "public, max-age=5"
    assert body.pop("as_of").endswith("+08:00")
    assert body == {
        "domain": "example.cn",
        "status": "filed",
        "status_text": "已备案",
        "number": NUMBER,
        "site_number": f"{NUMBER}-1",
        "subject_name": "北京某某科技有限公司",
        "subject_nature": "企业",
        "site_name": "某某科技官网",
        "home_url": "http://www.example.cn/",
        "approved_on": "2026-11-20",
    }


def test_the_api_answers_a_well_formed_domain_with_200_whatever_its_status(public):
    report(Story())
    statuses = {"example.cn": "pending", "nobody.cn": "not_filed", "nobody.nosuchsuffix": "suffix_not_supported"}
    for domain, status in statuses.items():
        answer = public.get(f"/api/v1/filings/{domain}")
        assert (answer.status_code, answer.json()["status"], answer.json()["number"]) == (200, status, None)


def test_the_apis_refusals_are_problem_details(public):
    bad = public.get("/api/v1/filings/com.cn")
    assert bad.status_code == 422 and bad["Content-Type"] == "application/problem+json"
    assert bad.json()["status"] == 422 and "域名后缀" in bad.json()["detail"]
    for method in (public.post, public.put, public.patch, public.delete):
        refused = method("/api/v1/filings/example.cn")
        assert refused.status_code == 405 and refused.json()["status"] == 405
    assert public.head("/api/v1/filings/example.cn").status_code == 200
    assert public.options("/api/v1/filings/example.cn").status_code == 200
    assert public.get("/api/v1/filings/example.cn", headers={"Accept": "text/html"}).status_code == 406


def test_the_schema_describes_the_api(public):
    schema = public.get("/api/v1/schema/?format=json").json()
    assert "/api/v1/filings/{domain}" in schema["paths"]
    filing = schema["components"]["schemas"]["Filing"]["properties"]
    assert set(filing) >= {"domain", "status", "as_of", "subject_name"}
