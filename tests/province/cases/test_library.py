"""The bureau's library of reasons: kept by the supervisor in editions, chosen by reviewers, counted from what was returned."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.exchange import drain
from province.cases import library
from province.cases.records import ReturnReason
from tests.province.stories import case_of, report, send_back

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B15")]

NODE = "province:11"
OWN = {
    "version": "0",
    "label": "域名证书过期",
    "item": "sites[].domains",
    "text": "域名证书已过有效期。",
    "suggestion": "请续费后上传新的域名证书。",
    "article": "R14(2)",
}


@pytest.fixture
def supervisor(cast):
    return cast.staff("province_supervisor", NODE)


def words(page, status=200) -> str:
    assert page.status_code == status, page.content.decode()
    return page.content.decode()


def added(cast, supervisor, **changes) -> int:
    """A reason of the bureau's own; its number."""
    page = supervisor.post(cast.url(NODE, "reason_add"), OWN | changes)
    assert page.status_code == 302, page.content.decode()
    with cast.acting(cast.person("province_supervisor", NODE)):
        return max(library.every())


def test_the_common_list_is_there_before_anybody_wrote_anything(cast, reviewer):
    page = words(reviewer.get(cast.url(NODE, "reasons")))
    assert "网站名称不规范" in page
    assert page.count("全国通用</span>") == 10
    assert cast.url(NODE, "reason_add") not in page


def test_a_reason_of_the_bureau_is_offered_first_on_its_item(cast, reviewer, supervisor, waiting):
    number = added(cast, supervisor)
    address = cast.url(NODE, "case_decide", case_of(waiting).pk)
    answer = {"revision": case_of(waiting).revision, "mark": "sites.0.domains", "rows": "marks"}
    page = words(reviewer.post(address, answer))
    assert f'<option value="own-{number}" selected>域名证书过期</option>' in page
    assert "请续费后上传新的域名证书。</textarea>" in page
    row = {"reasons-0-item": "sites.0.domains", "reasons-0-code": f"own-{number}", "reasons-0-text": ""}
    counts = {"reasons-TOTAL_FORMS": "1", "reasons-INITIAL_FORMS": "0", "decision": "return"}
    reviewer.post(address, {"revision": case_of(waiting).revision} | row | counts)
    (kept,) = case_of(waiting).reasons
    assert (kept["text"], kept["article"]) == ("域名证书已过有效期。", "R14(2)")
    assert '<td class="cell-number">1</td>' in words(supervisor.get(cast.url(NODE, "reasons"), {"origin": "own"}))


def test_what_is_changed_becomes_an_edition_and_what_was_returned_keeps_its_words(cast, supervisor, waiting):
    send_back(cast, waiting)
    number = next(n for n, one in library.common().items() if one.code == "site_name")
    address = cast.url(NODE, "reason", number)
    assert "网站名称不符合要求。" in words(supervisor.get(address))
    supervisor.post(address, OWN | {"label": "名称不合规", "item": "", "text": "名称与内容不符。"})
    assert case_of(waiting).reasons[0]["text"] == "网站名称不符合要求。"
    page = words(supervisor.get(cast.url(NODE, "reasons"), {"words": "名称与内容"}))
    assert "名称不合规" in page
    assert "本省改写" in page
    assert "第 1 版" in words(supervisor.get(address))
    with cast.acting(cast.person("province_supervisor", NODE)):
        assert AuditEntry.objects.get(verb="return_reason.keep").after["code"] == "site_name"


def test_a_retired_reason_is_offered_to_nobody_until_it_is_restored(cast, reviewer, supervisor, waiting):
    number = added(cast, supervisor)
    case = cast.url(NODE, "case", case_of(waiting).pk)
    assert "域名证书过期" in words(reviewer.get(case))
    supervisor.post(cast.url(NODE, "reason_retire", number), {"version": "1"})
    assert "域名证书过期" not in words(reviewer.get(case))
    assert "域名证书过期" in words(supervisor.get(cast.url(NODE, "reasons"), {"state": "retired"}))
    supervisor.post(cast.url(NODE, "reason_retire", number), {"version": "2", "restore": "1"})
    assert "域名证书过期" in words(reviewer.get(case))


def test_who_edits_an_older_edition_is_told_whose_is_newer(cast, supervisor):
    number = added(cast, supervisor)
    supervisor.post(cast.url(NODE, "reason", number), OWN | {"version": "1", "text": "甲"})
    late = cast.staff("province_supervisor", NODE, "王五")
    page = words(late.post(cast.url(NODE, "reason", number), OWN | {"version": "1", "text": "乙"}), 409)
    assert "已把这条理由改为第 2 版" in page
    assert "监督员" in page


def test_two_who_add_at_once_get_two_numbers(cast):
    people = [cast.person("province_supervisor", NODE, name) for name in ("甲", "乙")]
    given = {name: OWN[name] for name in ("label", "item", "text", "suggestion", "article")}

    def add(user):
        try:
            with cast.acting(user):
                return library.add(by=user, now=timezone.now(), **given).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, people)) == [11, 12]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": ""}, "请填写名称"),
        ({"text": "长" * 501}, "最多 500 个字"),
        ({"item": "subject.secret"}, "请从给出的选项中选择适用项目"),
        ({"suggestion": "a\x00b"}, "含有无法显示的字符"),
        ({"version": "9" * 30}, "错误"),
        ({"version": "x"}, "错误"),
    ],
)
def test_wrong_words_are_refused_and_nothing_is_kept(cast, supervisor, change, said):
    assert said in words(supervisor.post(cast.url(NODE, "reason_add"), OWN | change), 422)
    with cast.acting(cast.person("province_supervisor", NODE)):
        assert not ReturnReason.objects.exists()


def test_the_free_reason_stays_as_it_is(cast, supervisor):
    number = next(n for n, one in library.common().items() if one.code == "other")
    assert supervisor.post(cast.url(NODE, "reason", number), OWN).status_code == 422
    assert supervisor.post(cast.url(NODE, "reason_retire", number), {"version": "0"}).status_code == 422


@pytest.mark.requirement("A3")
def test_reasons_are_one_bureaus_and_kept_by_its_supervisor(cast, reviewer, supervisor):
    number = added(cast, supervisor)
    elsewhere = cast.staff("province_supervisor", "province:33")
    assert elsewhere.get(cast.url("province:33", "reason", number)).status_code == 404
    assert "域名证书过期" not in words(elsewhere.get(cast.url("province:33", "reasons")))
    for name, args in (("reason_add", ()), ("reason", (number,)), ("reason_retire", (number,))):
        assert reviewer.post(cast.url(NODE, name, *args), OWN).status_code == 403


def test_a_reason_is_found_by_its_words(cast, reviewer, supervisor):
    number = added(cast, supervisor)
    search, typing = cast.url(NODE, "reason_search"), {"HX-Request": "true"}
    assert f'data-pick="own-{number}"' in words(reviewer.get(search, {"words": "域名 续费"}, headers=typing))
    assert "没有找到" in words(reviewer.get(search, {"words": "没有这样的理由"}, headers=typing))
    assert words(reviewer.get(search, {"words": "\x00"}, headers=typing)).strip() == ""
    assert words(reviewer.get(search, headers=typing)).strip() == ""
    assert reviewer.get(search, {"words": "域名"}).url == cast.url(NODE, "reasons")


def test_usage_is_counted_from_the_rounds_that_came_back(cast, supervisor, waiting):
    other = report(number=2)
    drain()
    for application in (waiting, other):
        send_back(cast, application)
    with cast.acting(cast.person("province_supervisor", NODE)):
        assert library.usage(now=timezone.now()) == {"site_name": 2}


def test_the_library_takes_few_queries(cast, supervisor, django_assert_max_num_queries):
    added(cast, supervisor)
    supervisor.get(cast.url(NODE, "reasons"))
    with django_assert_max_num_queries(11):
        words(supervisor.get(cast.url(NODE, "reasons")))
