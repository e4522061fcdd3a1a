"""Load and what is late, per reviewer and per provider: every number is the length of the list that it leads to (B21)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.cases.models import Case
from province.supervision import counts
from province.supervision.counts import Period
from tests.province.stories import approve, report, send_back, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B21")]
HERE = "province:11"
QUERIES = 14


@pytest.fixture
def busy(cast):
    """Five cases: one granted, one sent back, one late in somebody's hands, one late and free, one waiting."""
    cases = [report(number=number) for number in range(1, 6)]
    drain()
    approve(cast, cases[0])
    send_back(cast, cases[1])
    settle(HERE)
    reviewer = cast.person("province_reviewer", HERE)
    now, past = timezone.now(), timezone.localdate() - timedelta(days=3)
    with cast.acting(reviewer):
        Case.objects.filter(application__in=[cases[2], cases[3]]).update(due_on=past)
        Case.objects.filter(application=cases[2]).update(claimed_by=reviewer, claimed_until=now + timedelta(minutes=15))
    return cases


@pytest.fixture
def supervisor(cast):
    return cast.staff("province_supervisor", HERE)


def numbers(body: str) -> list[tuple[str, int]]:
    """(address, number) of every number that leads to a list."""
    found = re.findall(r'href="(/province/11/load/cases/[^"]*)">(\d+)<', body)
    return [(url.replace("&amp;", "&"), int(number)) for url, number in found]


@pytest.mark.parametrize("page", ["load/", "load/providers/"])
def test_every_number_is_as_long_as_its_list(busy, supervisor, page):
    body = supervisor.get(f"/province/11/{page}").content.decode()
    told = numbers(body)
    assert len(told) >= 4 and any(number for _url, number in told)
    for url, number in told:
        listed = supervisor.get(url)
        assert listed.status_code == 200, url
        rows = re.findall(r'<th scope="row"', listed.content.decode())
        assert len(rows) == number, url


def test_a_reviewers_line_says_what_is_held_done_and_late(busy, cast):
    with cast.acting(cast.person("province_supervisor", HERE)):
        viewer = _viewer(cast)
        now = timezone.now()
        today = timezone.localdate(now)
        (line,) = counts.reviewers(viewer, now=now, period=Period(today, today))
        assert (line.held, line.overdue, line.today, line.week, line.decided) == (1, 1, 2, 2, 2)
        assert line.median == 0.0
        found = counts.totals(viewer, now=now, period=Period(today, today))
        assert found == {"waiting": 3, "held": 1, "overdue": 2, "junk": 0, "decided": 2}
        by_code = {each.code: each for each in counts.providers(viewer, now=now, period=Period(today, today))}
        mine = by_code["p01"]
        assert (mine.pending, mine.overdue, mine.decided, mine.sent_back, mine.rate) == (3, 2, 2, 1, "50.0%")


def _viewer(cast):
    from beian.people.access import Viewer

    person = cast.person("province_supervisor", HERE)
    return Viewer(HERE, person, frozenset({"province_supervisor"}), reach=Reach.STAFF)


def test_what_was_returned_and_never_mended_is_junk(busy, supervisor):
    with scope.enter(HERE, Reach.STAFF, Actor.service("story")):
        Case.objects.filter(application=busy[1]).update(due_on=timezone.localdate() - timedelta(days=1))
    body = supervisor.get("/province/11/load/").content.decode()
    junk = [number for url, number in numbers(body) if "what=junk" in url]
    assert junk == [1]


def test_another_period_has_its_own_numbers(busy, supervisor):
    body = supervisor.get("/province/11/load/?first=2020-01-01&last=2020-01-31").content.decode()
    assert [number for url, number in numbers(body) if "what=decided" in url and "2020-01-01" in url][0] == 0
    assert "2020年1月1日" in body and "2020年1月31日" in body


def test_page_list_and_file_agree(busy, supervisor):
    page = supervisor.get("/province/11/load/").content.decode()
    sheet = supervisor.get("/province/11/load/?sheet=reviewers&export=csv")
    assert sheet["Content-Disposition"] == 'attachment; filename="reviewers.csv"'
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[1] == '"审核员","1","1","2","2","2","0.0"'
    assert ">审核员</th>" in page
    book = supervisor.get("/province/11/load/providers/?sheet=providers&export=xlsx")
    assert book.status_code == 200 and book.content[:2] == b"PK"


@pytest.mark.parametrize("page", ["load/", "load/providers/", "load/cases/?what=pending&provider=p01"])
def test_a_page_costs_few_queries(busy, supervisor, page):
    supervisor.get(f"/province/11/{page}")
    with CaptureQueriesContext(connection) as captured:
        assert supervisor.get(f"/province/11/{page}").status_code == 200
    assert len(captured) <= QUERIES, [query["sql"][:120] for query in captured]


HOSTILE = ["2026-13-01", "\x00", "9" * 400, "0001-01-01", "9999-12-31", "<script>", "\ud800"]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("page", ["load/", "load/providers/", "load/cases/"])
def test_hostile_days_get_a_sentence(supervisor, page, value):
    from urllib.parse import quote

    text = quote(value.encode("utf-8", "surrogatepass"))
    for name in ("first", "last", "name", "provider", "reviewer", "what", "start", "sheet", "after"):
        kind = "" if name == "what" else "&what=decided"
        answer = supervisor.get(f"/province/11/{page}?{name}={text}&export=csv{kind}")
        assert answer.status_code in (200, 422), (name, answer.status_code)
        if answer.status_code == 422:
            assert "错误：" in answer.content.decode()


def test_a_period_that_ends_before_it_begins_is_refused(supervisor):
    answer = supervisor.get("/province/11/load/?first=2026-02-01&last=2026-01-01")
    assert answer.status_code == 422 and "截止日期不能早于起始日期" in answer.content.decode()


def test_only_those_who_answer_for_it_see_it(busy, cast):
    for role in ("province_reviewer", "province_support", "operations"):
        assert cast.staff(role, HERE).get("/province/11/load/").status_code == 403
    assert cast.staff("province_leader", HERE).get("/province/11/load/").status_code == 200


@pytest.mark.requirement("A3")
def test_another_province_counts_its_own(busy, cast):
    body = cast.staff("province_supervisor", "province:33").get("/province/33/load/").content.decode()
    assert not re.findall(r'href="/province/33/load/cases/[^"]*">[1-9]', body)
