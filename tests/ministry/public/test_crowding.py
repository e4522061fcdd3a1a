"""One address may ask the public query so often in a minute, pages and API together; whoever asks more is told when to go on (H1)."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beian.people import scope, visits
from beian.people.scope import Reach
from beian.people.visits import Visit
from tests.ministry.stories import Story, filed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("H1")]
PATHS = ("/query/?q=example.cn", "/query/d/example.cn/", "/query/n/京ICP备2026000001号/", "/api/v1/filings/example.cn")
FRAME = ("BEGIN", "COMMIT", "SELECT set_config")


@pytest.fixture
def few(cast, settings):
    settings.QUERIES_PER_MINUTE = 3


def from_address(address: str = "192.0.2.1") -> Client:
    return Client(REMOTE_ADDR=address)


def counted() -> list[int]:
    with scope.enter("ministry", Reach.SYSTEM, visits.SERVICE):
        return list(Visit.objects.values_list("times", flat=True))


@pytest.mark.parametrize("path", PATHS)
def test_the_next_question_of_the_minute_is_answered_later(few, path):
    for _time in range(3):
        assert from_address().get("/query/d/example.cn/").status_code == 200
    answer = from_address().get(path)
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 60
    assert "请在1分钟后再试" in answer.content.decode()
    assert from_address("192.0.2.2").get(path).status_code in (200, 302)


def test_the_page_keeps_what_was_asked_and_is_no_error_of_ours(few):
    for _time in range(4):
        answer = from_address().get("/query/?q=example.cn")
    words = answer.content.decode()
    assert answer.status_code == 429 and 'value="example.cn"' in words and "<title>错误：" in words


def test_the_apis_refusal_is_a_problem_detail(few):
    for _time in range(4):
        answer = from_address().get("/api/v1/filings/example.cn")
    assert answer.status_code == 429 and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429 and "Cache-Control" not in answer


def test_the_empty_box_and_announcements_are_no_questions(few):
    for _time in range(5):
        for path in ("/query/", "/query/contacts/", "/query/notices/", "/query/certificate/"):
            assert from_address().get(path).status_code == 200
    assert counted() == []


def test_nonsense_is_counted_and_hostile_text_gets_its_sentence(few):
    for asked in ("com.cn", "%00", "x" * 3000):
        assert from_address().get(f"/query/?q={asked}").status_code == 422
    assert from_address().get("/query/?q=%00").status_code == 429
    assert from_address().get("/query/d/" + "x" * 3000 + "/").status_code == 429


def test_no_limit_costs_nothing_and_a_limit_one_statement(cast, settings):
    filed(Story())
    costs = []
    for settings.QUERIES_PER_MINUTE in (0, 120):
        from_address().get("/query/d/example.cn/")
        with CaptureQueriesContext(connection) as queries:
            assert from_address().get("/query/d/example.cn/").status_code == 200
        costs.append(sum(not query["sql"].lstrip().startswith(FRAME) for query in queries))
    assert costs[1] == costs[0] + 1


def test_a_database_that_takes_no_row_still_answers(few, monkeypatch):
    def full(*_asked, **_more):
        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr(visits, "count", full)
    for _time in range(5):
        assert from_address().get("/query/d/example.cn/").status_code == 200
