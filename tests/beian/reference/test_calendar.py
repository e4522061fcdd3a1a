"""The calendar that a node holds goes before the packaged one, and what it does not say is said to be uncertain."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Template

from beian.management.commands import clocks as command
from beian.reference import tables, workdays
from beian.reference.clocks import Deadline, clock, due, due_by
from beian.reference.tables import Held, Table
from beian.reference.workdays import add_workdays, is_workday, unpublished

pytestmark = pytest.mark.requirement("O3")


def row(code, **flags):
    said = {"name": "元旦", "name_en": "New Year", "source": "国办发明电〔2026〕1号", "confidence": "high"}
    return tables.read({"code": code, "valid_from": None, "valid_to": None, "order": 1, "flags": flags} | said)


@pytest.fixture
def held(monkeypatch):
    """held(rows): the node of this test holds these rows as its calendar."""

    def hold(*rows):
        tables.renew({"calendar": (Held(2, None, Table("calendar", list(rows))),)})

    yield hold
    tables.renew(tables.NOTHING)


def test_a_held_calendar_is_what_due_dates_count_by(held):
    friday = date(2026, 12, 25)
    assert due_by(clock("precheck"), friday) == (date(2027, 1, 1), False)
    held(row("2027-01-01", worked=False), row("2027-01-02", worked=True), row("2027", complete=True))
    assert is_workday(date(2027, 1, 2)) == (True, True)
    assert due_by(clock("precheck"), friday) == (date(2027, 1, 2), True), "the make-up Saturday counts"
    assert due(clock("visit"), date(2027, 1, 31)) == date(2027, 2, 28), "a month does not ask who works"


def test_a_held_day_overrides_a_published_one(held):
    assert is_workday(date(2026, 12, 1)) == (True, True)
    held(row("2026-12-01", worked=False))
    assert is_workday(date(2026, 12, 1)) == (False, True)
    assert add_workdays(date(2026, 11, 30), 1) == (date(2026, 12, 2), True)


def test_a_day_that_was_taken_back_counts_as_before(held):
    held(row("2026-12-01", worked=False)._replace(valid_to=date(2026, 11, 1)))
    assert is_workday(date(2026, 12, 1)) == (True, True)


def test_each_table_is_read_once_and_another_edition_is_another_table(held):
    held(row("2026-12-01", worked=False))
    assert workdays.held() is workdays.held()
    held()
    assert is_workday(date(2026, 12, 1)) == (True, True)


def test_the_year_without_a_calendar_is_named_until_its_notice_stands_in_full(held):
    span = date(2026, 12, 20), date(2027, 1, 8)
    assert unpublished(*span) == 2027
    held(row("2027-01-01", worked=False))
    assert unpublished(*span) == 2027
    held(row("2027-01-01", worked=False), row("2027", complete=True))
    assert unpublished(*span) is None


def drawn(deadline):
    page = type("Page", (), {"today": date(2026, 12, 20), "node": "province:11"})
    return Template("{% load pages %}{% deadline due %}").render(Context({"page": page, "due": deadline}))


def test_the_page_warns_of_dates_that_may_move_and_of_no_others(held):
    doubt = "2027年放假安排尚未公布，日期可能调整"
    assert doubt in drawn(Deadline(date(2027, 1, 8), "workday"))
    assert doubt not in drawn(Deadline(date(2027, 1, 8), "month"))
    assert doubt not in drawn(Deadline(date(2026, 12, 31), "workday"))
    assert "剩 19 天（2027年1月8日）" in drawn(Deadline(date(2027, 1, 8), "month"))
    assert "已逾期 2 天（12月18日）" in drawn(Deadline(date(2026, 12, 18), "day"))
    held(row("2027", complete=True))
    assert doubt not in drawn(Deadline(date(2027, 1, 8), "workday"))


@pytest.mark.parametrize(
    ("code", "start", "expected"),
    [
        (
            "precheck",
            date(2026, 9, 30),
            date(2026, 10, 13),
        ),  # the last day before National Day; Saturday the 10th is worked
        ("visit", date(2026, 1, 31), date(2026, 2, 28)),
        ("password_reset", date(2026, 9, 30), date(2026, 10, 20)),
        ("fax_original", date(2026, 8, 31), date(2026, 9, 30)),
        ("ip_contact_change", date(2026, 9, 30), date(2026, 10, 20)),
        ("ip_problem", date(2026, 9, 30), date(2026, 10, 2)),
        ("head_change", date(2026, 9, 30), date(2026, 10, 9)),
        ("e_key", date(2026, 9, 30), date(2026, 10, 27)),
        ("work_report", date(2026, 9, 30), date(2026, 10, 20)),
        ("task_circular", date(2026, 2, 1), date(2026, 2, 28)),
        ("task_circular", date(2026, 1, 31), date(2026, 2, 28)),
        ("sample_stock", date(2026, 11, 30), date(2027, 2, 28)),
        ("score_cycle", date(2024, 2, 29), date(2025, 2, 28)),
        ("duty_table", date(2026, 9, 30), date(2026, 10, 14)),
        ("reminder", date(2026, 10, 1), date(2026, 9, 24)),
    ],
)
def test_clocks_of_the_five_texts(code, start, expected):
    assert due(clock(code), start) == expected


def test_a_clock_younger_than_the_edition_held_counts_as_packaged(held):
    tables.renew({"clocks": (Held(2, None, Table("clocks", [tables.packaged("clocks").get("visit")])),)})
    assert clock("reminder").amount == -7
    with pytest.raises(KeyError, match="no clock"):
        clock("moon")


def test_the_document_shows_the_clocks_as_they_are(tmp_path, settings):
    call_command("clocks", check=True)
    assert "| `review` | 省局审核 | Review by the province | 20 workdays |" in command.page()
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="clocks --write"):
        call_command("clocks", check=True)
