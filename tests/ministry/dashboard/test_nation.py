"""The nation, a province, a provider: one set of figures, from the register and from what provinces told (S1, A2)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beian.exchange import Message
from beian.filing.tallies import ProviderLine, ProvinceTally, revision
from ministry.dashboard import counting, tallies
from ministry.dashboard.models import FilingTotal, GrantCount
from tests.ministry.stories import Story, at_ministry, filed, report

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S1", "A2")]
QUERIES = 20  # with those of the session and the scope
DAYS = "first=2026-11-01&last=2026-11-30"


def told(province: str, *, now=None, overdue: int = 3, providers=()) -> None:
    """A province tells its counts."""
    now = now or timezone.now()
    body = ProvinceTally(as_of=now, under_review=9, overdue=overdue, junk=1, providers=list(providers))
    sender = f"province:{province}"
    message = Message(uuid4(), sender, "tally.summed", 1, sender, 0, revision(now), body, now)
    with at_ministry():
        tallies.take_summed([message])


def line(code: str = "p01", **numbers) -> ProviderLine:
    return ProviderLine(code=code, name="京云网络科技有限公司", as_of=timezone.now(), **numbers)


@pytest.fixture
def analyst(cast):
    return cast.staff("ministry_analyst", "ministry")


@pytest.fixture
def nation(cast):
    """Two filings of Beijing and one of Zhejiang through a provider of Beijing; one more on its way; Beijing has told."""
    filed(Story(), 1)
    filed(Story(domains=("two.cn", "three.cn"), certificate="91110108551385082Q"), 2)
    filed(Story(domains=("four.cn",), certificate="911101085513850910", subject_province="33"), 1)
    report(Story(domains=("five.cn",), certificate="91110000802100433B"))
    told("11", providers=[line(waiting=8, overdue=5, left_unchecked=4)])


def numbers(body: str) -> list[tuple[str, int]]:
    """(address, number) of every number that leads to a list of filings or applications."""
    found = re.findall(r'href="(/ministry/(?:register|passages)/\?[^"]*)">(\d+)<', body)
    return [(url.replace("&amp;", "&"), int(number)) for url, number in found]


@pytest.mark.parametrize("page", ["", "provinces/11/", "provinces/33/", "providers/p01/", "providers/p01/?province=11"])
def test_every_number_is_as_long_as_its_list(nation, analyst, page):
    body = analyst.get(f"/ministry/{page}{'&' if '?' in page else '?'}{DAYS}").content.decode()
    seen = numbers(body)
    assert len(seen) >= 3 and any(number for _url, number in seen)
    for url, number in seen:
        rows = re.findall(r'<th scope="row"', analyst.get(url).content.decode())
        assert len(rows) == number, url


def test_from_the_nation_to_a_filing_in_four_clicks_and_the_days_stay(nation, analyst):
    page, way = analyst.get(f"/ministry/?{DAYS}").content.decode(), []
    for pattern in (
        r'href="(/ministry/provinces/11/\?[^"]*)"',
        r'href="(/ministry/providers/p01/\?[^"]*)"',
        r'href="(/ministry/register/\?[^"]*first=2026-11-01[^"]*)"',
        r'href="(/ministry/register/[^"?]+)"',
    ):
        url = re.search(pattern, page)[1].replace("&amp;", "&")
        way.append(url)
        page = analyst.get(url).content.decode()
    assert "京ICP备2026" in page and len(way) == 4
    assert all("first=2026-11-01" in url for url in way[:3])


def test_chart_table_and_file_agree_to_the_last_digit(nation, analyst):
    page = analyst.get(f"/ministry/?{DAYS}").content.decode()
    drawn = [int(number) for number in re.findall(r"<title>2026-11-\d\d (\d+)</title>", page)]
    sheet = analyst.get(f"/ministry/?{DAYS}&sheet=trend&export=csv").content.decode("utf-8-sig").splitlines()[1:]
    filed_ = [int(text.split('","')[1].strip('"')) for text in sheet]
    trend = page.split("每日审核通过", 1)[1]
    table = [int(n) for n in re.findall(r'<th scope="row">2026-11-\d\d</th><td class="amount">(\d+)</td>', trend)]
    assert drawn == filed_ == table and sum(drawn) == 3 and len(drawn) == 30


def test_the_map_shows_every_province_once_and_what_has_no_data(nation, analyst):
    page = analyst.get("/ministry/").content.decode()
    tiles = re.findall(r'<li class="tile-r\d+ tile-c\d">', page)
    links = re.findall(r'class="tile tile-\d[^"]*" href="/ministry/provinces/(\d\d)/', page)
    assert len(tiles) == 35 and len(links) == 31 == len(set(links))
    assert page.count("无数据") == 4 and "南海诸岛" in page and "台湾省" in page


def test_a_late_province_is_hatched_and_its_number_is_not_taken_for_todays(nation, analyst):
    told("33", now=timezone.now() - timedelta(days=2), overdue=7)
    page = analyst.get("/ministry/?show=overdue").content.decode()
    assert re.search(r'class="tile tile-0 late" href="/ministry/provinces/33/', page)
    assert re.search(r'class="tile tile-4" href="/ministry/provinces/11/', page)
    assert "2 个省报过数，其中1 个迟报" in page and "（迟报）" in page


def test_the_two_rates_have_numerator_and_denominator(nation, analyst):
    page = re.sub(r"<[^>]+>", " ", analyst.get("/ministry/").content.decode())
    assert "1 / 2，截至" in page and page.count("50.0%") == 2


def test_the_worst_are_listed_with_their_count(nation, analyst):
    page = analyst.get("/ministry/").content.decode()
    worst = page.split("逾期最多的十家接入服务商", 1)[1].split("</section>")[0]
    assert "京云网络科技有限公司" in worst and ">5<" in worst and ">4<" in worst


def test_an_older_tally_and_a_strangers_line_change_nothing(nation, analyst):
    told("11", now=timezone.now() - timedelta(days=1), overdue=99)
    told("33", providers=[line(overdue=77)])
    page = analyst.get("/ministry/providers/p01/").content.decode()
    assert ">5<" in page and ">77<" not in page
    assert "99" not in analyst.get("/ministry/provinces/11/").content.decode().split("审核逾期")[1][:120]


def test_counts_kept_by_the_grant_are_what_the_register_says(nation):
    with at_ministry():
        kept = _counts()
        for again in ("", "11", "33", "44"):
            counting.recount(again)
            assert _counts() == kept and len(kept) == 4


def _counts() -> list[tuple]:
    totals = FilingTotal.objects.values_list("province", "provider", "subjects", "sites")
    days = GrantCount.objects.values_list("day", "province", "provider", "subjects", "sites")
    return sorted(map(str, [*totals, *days]))


def test_a_long_period_is_told_by_weeks(nation, analyst):
    page = analyst.get("/ministry/?first=2026-01-01&last=2026-12-31").content.decode()
    assert "每周审核通过" in page
    drawn = [int(number) for number in re.findall(r"<title>\d{4}-\d\d-\d\d (\d+)</title>", page)]
    assert sum(drawn) == 3 and len(drawn) == 53


@pytest.mark.parametrize("page", ["", "provinces/11/", "providers/p01/", "register/?provider=p01&province=11"])
def test_a_page_costs_few_queries(nation, analyst, page):
    analyst.get(f"/ministry/{page}")
    with CaptureQueriesContext(connection) as captured:
        assert analyst.get(f"/ministry/{page}").status_code == 200
    assert len(captured) <= QUERIES, [query["sql"][:100] for query in captured]


HOSTILE = ["2026-13-01", "\x00", "9" * 400, "0001-01-01", "9999-12-31", "<script>", "\ud800", "-1"]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("page", ["", "provinces/11/", "providers/p01/", "register/", "passages/"])
def test_hostile_questions_get_a_sentence(cast, analyst, page, value):
    from urllib.parse import quote

    text = quote(value.encode("utf-8", "surrogatepass"))
    for name in ("first", "last", "show", "province", "provider", "stage", "start", "sheet", "export"):
        answer = analyst.get(f"/ministry/{page}?{name}={text}")
        assert answer.status_code in (200, 422), (name, answer.status_code)


@pytest.mark.parametrize("page", ["provinces/99/", "provinces/x/", "providers/nobody/"])
def test_a_place_that_is_none_is_not_found(cast, analyst, page):
    assert analyst.get(f"/ministry/{page}").status_code == 404


@pytest.mark.parametrize("role", ["operations", "filing_centre", "system_admin", "security_admin", "audit_admin"])
def test_every_other_role_has_its_own_work_and_nothing_else(nation, cast, role):
    client = cast.staff(role, "ministry")
    page = client.get("/ministry/").content.decode()
    assert 'class="work"' in page and "有效备案主体" not in page
    links = re.findall(r'<h2><a href="([^"]+)"', page)
    assert links
    for url in links:
        assert client.get(url).status_code == 200, url
    assert client.get("/ministry/provinces/11/").status_code == 403


@pytest.mark.parametrize("node", ["provider:p01", "province:11"])
@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_no_administrator_of_any_tier_meets_a_dead_end(cast, node, role):
    landing = cast.staff(role, node).get(cast.url(node, "home"), follow=True)
    page = landing.content.decode()
    assert landing.status_code == 200 and "没有需要这一角色处理的事项" not in page and 'aria-current="page"' in page


def test_the_ministry_asks_for_counts(cast, analyst):
    from beian.exchange.models import OutboxMessage

    assert analyst.post("/ministry/tallies/want/").status_code == 302
    with at_ministry():
        assert not OutboxMessage.objects.filter(kind="tally.wanted").exists()
    assert analyst.post("/ministry/tallies/want/", {"ask": "now"}).status_code == 302
    with at_ministry():
        assert OutboxMessage.objects.filter(kind="tally.wanted").count() == 2


def test_nothing_filed_yet_is_said_and_not_a_fault(cast, analyst):
    page = analyst.get("/ministry/").content.decode()
    assert "没有服务商报告逾期" in page
