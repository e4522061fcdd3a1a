"""The calendar against the State Council's notices of 2024 to 2026, written down from the notices themselves (notices.json)."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from beian.reference.workdays import add_workdays, is_workday

NOTICES = json.loads((Path(__file__).parent / "notices.json").read_text(encoding="utf-8"))
DAY = timedelta(days=1)


def day(year, text):
    return date.fromisoformat(f"{year}-{text}")


def spelled(year):
    """{day: is it worked} for every day of the year, as its notice says."""
    notice = NOTICES[year]
    first = day(year, "01-01")
    days = [first + DAY * count for count in range((day(year, "12-31") - first).days + 1)]
    worked = {one: one.weekday() < 5 for one in days}
    for span in notice["off"]:
        begin, end = (day(year, part) for part in span.split(".."))
        worked |= {one: False for one in days if begin <= one <= end}
    return worked | {day(year, text): True for text in notice["worked"]}


@pytest.mark.requirement("B4")
@pytest.mark.parametrize("year", sorted(NOTICES))
def test_every_day_of_the_year_is_as_the_notice_says(year):
    assert {one: is_workday(one) for one in spelled(year)} == {one: (word, True) for one, word in spelled(year).items()}


@pytest.mark.requirement("B15")
def test_counting_over_two_years_of_notices_needs_no_calendar_but_them():
    worked = [one for year in sorted(NOTICES) for one, word in spelled(year).items() if word]
    start = date(2023, 12, 31)
    assert [add_workdays(start, count + 1).day for count in range(len(worked))] == worked


@pytest.mark.parametrize("start", [date(2001, 3, 5), date(2019, 12, 31), date(2024, 2, 29), date(2031, 1, 1)])
@pytest.mark.parametrize("days", [367, 1000, 5000])
def test_a_long_count_ends_where_many_short_ones_do(start, days):
    stepped = start
    for _count in range(days // 100):
        stepped = add_workdays(stepped, 100).day
    assert add_workdays(start, days).day == add_workdays(stepped, days % 100).day


def test_officers_exceptions_count_in_a_long_span_too():
    exceptions = {date(2028, 1, 4): False, date(2028, 1, 8): True}
    plain, changed = add_workdays(date(2026, 1, 1), 600), add_workdays(date(2026, 1, 1), 600, exceptions)
    assert plain == changed  # one day off, one made up
    fewer = add_workdays(date(2026, 1, 1), 600, {date(2028, 1, 4): False})
    assert fewer.day > plain.day


@pytest.mark.parametrize("days", [3_000_000, 10**12, 10**4000])
def test_past_the_year_9999_there_is_no_day(days):
    with pytest.raises(OverflowError):
        add_workdays(date(2026, 1, 1), days)
