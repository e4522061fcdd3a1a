"""The report of a fault run, for machines and for people, and how it ends when one does not hold."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

from tests.faults import conftest, records


def run(id_: str, *, held: bool = True, **found) -> records.Record:
    record = records.Record(id_, 1, **found)
    record.judge(passed=held)
    return record


def test_a_run_holds_only_if_its_test_passed_and_nothing_was_lost_or_doubled():
    assert run("F01").held
    assert not run("F01", held=False).held
    assert not run("F01", lost=1).held
    assert not run("F01", doubled=1).held


def test_the_page_says_the_same_as_the_list(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    second, first = run("F02", acknowledged=3, lost=1), run("F01", acknowledged=4, seconds_to_heal=2.5)
    second.add('killed <1> & "2"')
    place = records.keep([second, first])
    lines = json.loads(place.read_text())
    assert [line["id"] for line in lines] == ["F01", "F02"]
    assert set(lines[0]) == set(records.COLUMNS)
    page = place.with_suffix(".html").read_text()
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]
    assert cells[0] == list(records.COLUMNS.values())
    assert cells[1] == ["F01", "1", "4", "0", "0", "yes", "2.5", ""]
    assert cells[2] == ["F02", "1", "3", "1", "0", "no", "0.0", "killed &lt;1&gt; &amp; &quot;2&quot;"]
    assert cells[3] == ["Total", "2 runs", "7", "1", "0", "1 of 2", "at most 2.5", ""]
    assert "1 of 2 runs did not hold." in page
    assert '<html lang="en">' in page and "<caption>" in page and '<th scope="row">' in page


def test_a_page_without_runs_is_a_page():
    assert "All 0 runs held." in records.page([])


def test_a_run_in_which_one_did_not_hold_ends_badly(monkeypatch, capsys):
    """Even if its test said nothing."""

    def ended(*found: records.Record) -> int:
        session = SimpleNamespace(exitstatus=0)
        monkeypatch.setattr(conftest, "RECORDS", list(found))
        conftest.pytest_sessionfinish(session)
        return session.exitstatus

    monkeypatch.setattr(records, "FULL", False)
    assert ended(run("F01"), run("F02")) == 0
    assert ended(run("F01"), run("F02", lost=1)) == 1
    assert "did not hold: F02" in capsys.readouterr().out
