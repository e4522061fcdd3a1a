"""Clocks: every limit of the five texts as data, due dates, deadlines in words."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from beian.reference import clocks
from beian.reference.clocks import clock, due, due_by, words


def test_every_clock_has_a_unit_a_start_and_an_article():
    for limit in clocks.clocks():
        assert limit.unit in clocks.UNITS and limit.amount and limit.start
        assert limit.configurable == (limit.article == "ours, configurable")


@pytest.mark.requirement("B4", "B5", "B15")
@pytest.mark.parametrize(
    ("code", "start", "expected"),
    [
        ("precheck", date(2026, 9, 30), date(2026, 10, 13)),
        ("review", date(2026, 11, 2), date(2026, 11, 30)),
        ("visit", date(2026, 1, 31), date(2026, 2, 28)),
        ("visit", date(2024, 1, 31), date(2024, 2, 29)),
        ("visit", date(2026, 12, 15), date(2027, 1, 15)),
        ("ip_customer", date(2026, 9, 30), date(2026, 10, 5)),
        ("change_ahead", date(2026, 3, 1), date(2026, 1, 30)),
        ("keeping", date(2024, 2, 29), date(2029, 2, 28)),
        ("monthly_report", date(2026, 10, 31), date(2026, 11, 5)),
        ("monthly_report", date(2026, 11, 5), date(2026, 12, 5)),
        ("task_progress", date(2026, 11, 1), date(2026, 11, 25)),
    ],
)
def test_due_dates(code, start, expected):
    assert due(clock(code), start) == expected


def test_a_moment_counts_as_its_day_in_shanghai():
    evening = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)  # already the 3rd in Shanghai
    assert due(clock("review"), evening) == date(2026, 12, 1)
    with pytest.raises(ValueError, match="time zone"):
        due(clock("review"), datetime(2026, 11, 2))


def test_hours_end_at_a_moment():
    begun = datetime(2026, 11, 2, 20, 0, tzinfo=clocks.SHANGHAI)
    assert clocks.moment(clock("outage"), begun) == datetime(2026, 11, 3, 8, 0, tzinfo=clocks.SHANGHAI)
    assert due(clock("outage"), begun) == date(2026, 11, 3)


def test_an_uncertain_due_date_says_so():
    assert due_by(clock("review"), date(2026, 12, 20)).known is False
    assert due_by(clock("visit"), date(2026, 12, 20)).known is True


def test_waiting_states_have_their_clocks():
    assert clocks.clock_of("new_filing", "under_review").code == "review"
    assert clocks.clock_of("password_reset", "under_review").code == "password_reset"
    assert clocks.clock_of("new_filing", "granted") is None


def test_deadlines_in_words():
    with translation.override("zh-hans"):
        assert words(date(2026, 12, 1), date(2026, 11, 26)) == "剩 3 个工作日（12月1日）"
        assert words(date(2026, 11, 24), date(2026, 11, 26)) == "逾期 2 个工作日（11月24日）"
        assert words(date(2026, 11, 26), date(2026, 11, 26)) == "今天到期（11月26日）"
        assert words(date(2027, 1, 4), date(2026, 12, 30), "day") == "剩 5 天（2027年1月4日）"
