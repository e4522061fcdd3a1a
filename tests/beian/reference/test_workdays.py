"""Working days: the State Council's published calendars of 2024 to 2026, exceptions first, unknown years said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.reference.workdays import add_workdays, is_workday, workdays_between

# 国务院办公厅 notices: holidays on weekdays, and weekends that are worked.
HOLIDAYS = ["2024-02-12", "2024-10-07", "2025-01-28", "2025-10-08", "2026-01-01", "2026-02-17", "2026-10-05"]
MAKE_UP = ["2024-02-04", "2024-10-12", "2025-01-26", "2025-09-28", "2025-10-11", "2026-02-14", "2026-10-10"]


@pytest.mark.requirement("O3")
@pytest.mark.parametrize("day", HOLIDAYS)
def test_holidays_are_not_worked(day):
    assert is_workday(date.fromisoformat(day)) == (False, True)


@pytest.mark.requirement("O3")
@pytest.mark.parametrize("day", MAKE_UP)
def test_make_up_weekends_are_worked(day):
    assert is_workday(date.fromisoformat(day)) == (True, True)


@pytest.mark.requirement("B4")
def test_five_days_over_a_holiday():
    assert add_workdays(date(2026, 9, 30), 5) == (date(2026, 10, 13), True)
    assert add_workdays(date(2026, 11, 20), 0) == (date(2026, 11, 20), True)
    assert add_workdays(date(2026, 11, 20), 1) == (date(2026, 11, 23), True)


def test_a_year_without_a_published_calendar_is_said():
    assert add_workdays(date(2026, 12, 30), 2) == (date(2027, 1, 1), False)
    exceptions = {date(2027, 1, 1): False}
    assert add_workdays(date(2026, 12, 30), 2, exceptions, years={2027}) == (date(2027, 1, 4), True)
    assert add_workdays(date(2026, 12, 30), 2, exceptions).known is False


def test_counting_back_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        add_workdays(date(2026, 1, 5), -1)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_counting_and_measuring_agree(start, days):
    found = add_workdays(start, days)
    assert workdays_between(start, found.day) == days
    assert found.known == (days == 0 or found.day.year <= 2026)
    assert days == 0 or is_workday(found.day)[0]
    assert workdays_between(found.day, start) == -days
    assert found.day - start >= timedelta(days=days)
