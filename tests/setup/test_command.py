"""`manage.py test`: the count it ends with, its exit code, and what it says of a database that cannot serve."""

import os
from collections import Counter

import pytest

from beian.management.commands import test as command
from tests import databases

pytestmark = pytest.mark.whole

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"><error/></testcase>
<testcase name="d"><skipped/></testcase><testcase name="e"/>
</testsuite></testsuites>"""


def outcome(code, **counts):
    return command.Outcome("fast", code, Counter(counts))


def test_results_are_counted_from_the_report(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    assert command.counted(tmp_path / "report.xml") == {"passed": 2, "failed": 2, "skipped": 1}
    assert command.counted(tmp_path / "missing.xml") == {}


@pytest.mark.parametrize(
    "outcomes, code, last",
    [
        ([outcome(0, passed=3)], 0, "3 passed, 0 failed, 0 skipped"),
        ([outcome(0, passed=3), outcome(5)], 0, "3 passed, 0 failed, 0 skipped"),
        ([outcome(1, passed=3, failed=2), outcome(0, passed=1, skipped=1)], 1, "4 passed, 2 failed, 1 skipped"),
        ([outcome(2)], 2, "0 passed, 1 failed, 0 skipped"),
        ([outcome(0, passed=3), outcome(-9)], -9, "3 passed, 1 failed, 0 skipped"),
        ([outcome(5)], 1, "0 passed, 1 failed, 0 skipped"),
    ],
)
def test_the_last_line_is_the_plain_count(outcomes, code, last, capsys):
    assert command.summary(outcomes) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_no_database_named_is_no_objection():
    assert command.unusable({}) is None


def test_the_application_alone_cannot_make_databases():
    assert "DATABASE_OWNER_URL" in command.unusable({"DATABASE_URL": "postgresql://x/y"})


def test_the_servers_own_owner_will_do():
    assert command.unusable(os.environ) is None


def test_an_owner_without_rights_is_told_what_to_ask_for():
    address = databases.named(os.environ["DATABASE_URL"], "postgres")
    refusal = command.unusable({"DATABASE_URL": address, "DATABASE_OWNER_URL": address})
    assert refusal.endswith('ALTER ROLE "beian_app" CREATEDB CREATEROLE;')


def test_a_database_that_is_away_is_said():
    away = "postgresql://me@127.0.0.1:9/none"
    assert "does not answer" in command.unusable({"DATABASE_URL": away, "DATABASE_OWNER_URL": away})
