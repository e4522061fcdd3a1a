"""Whoever runs the platform loads a table from a file, or sees which editions a node holds."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from beian import exchange
from beian.editions.models import Draft, Edition
from beian.reference import tables
from tests.beian.editions.test_going_down import FISHERY, inside, knows


def tables_command(*arguments, **options):
    out = StringIO()
    call_command("tables", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def natures(tmp_path):
    """A file of the natures with one more."""
    file = tmp_path / "natures.json"
    rows = [tables.plain(row) for row in tables.packaged("owner_natures").rows]
    file.write_text(json.dumps([*rows, FISHERY], ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture
def officer(cast):
    return cast.person("ministry_supervisor", "ministry").username


def test_a_file_becomes_the_next_edition_and_goes_down(officer, natures):
    said = tables_command("load", "owner_natures", file=natures, by=officer, note="某号通知")
    assert "added   21" in said and "owner_natures 2" in said
    exchange.drain()
    assert knows("provider:p01")
    assert "differs from this release" in tables_command(node="province:11")


def test_a_dry_run_says_the_differences_and_leaves_nothing(officer, natures):
    assert "added   21" in tables_command("load", "owner_natures", file=natures, by=officer, note="x", dry_run=True)
    with inside("ministry"):
        assert not Edition.objects.exists() and not Draft.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[{", "not JSON"),
        ('{"code": 1}', "list of rows"),
        ('[{"code": "1", "code": "2"}]', "twice"),
        ('[{"code": "1"}]', "1: "),
        ("[]", "1"),
    ],
)
def test_a_file_that_would_break_something_is_refused_and_nothing_is_left(officer, tmp_path, content, why):
    file = tmp_path / "wrong.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=why):
        tables_command("load", "owner_natures", file=file, by=officer, note="x")
    with inside("ministry"):
        assert not Edition.objects.exists() and not Draft.objects.exists()


def test_somebody_has_to_answer_for_it(cast, natures):
    with pytest.raises(CommandError, match="who answers"):
        tables_command("load", "owner_natures", file=natures, by="nobody", note="x")
    analyst = cast.person("ministry_analyst", "ministry").username
    with pytest.raises(CommandError, match="管理员"):
        tables_command("load", "owner_natures", file=natures, by=analyst, note="x")
    with pytest.raises(CommandError, match="no code table"):
        tables_command("load", "owner_nature", by=analyst, note="x")


def test_only_a_rule_pack_waits_for_its_day(officer, natures):
    with pytest.raises(CommandError, match="--from"):
        tables_command("load", "owner_natures", file=natures, by=officer, note="x", start=date(2099, 1, 1))
    with inside("ministry"):
        assert not Edition.objects.exists()
