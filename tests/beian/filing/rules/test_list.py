"""The list of rules in docs/ is that of the code."""

import pytest
from django.core.management import CommandError, call_command

from beian.filing import rules
from beian.filing.rules import packs
from beian.management.commands import rules as command


@pytest.mark.requirement("B3")
def test_the_list_in_docs_is_that_of_the_code():
    assert command.place().read_text(encoding="utf-8") == command.page(), "run python3 manage.py rules --write"


def test_every_rule_and_template_stands_in_it():
    page = command.page()
    for rule in rules.catalogue():
        assert f"| `{rule.code}` |" in page and str(rule.text) in page
    assert all(f"| `{template.code}` |" in page for template in packs.TEMPLATES)


def test_the_command_tells_an_old_list_from_a_new_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "place", lambda: tmp_path / "docs" / "rules.md")
    with pytest.raises(CommandError):
        call_command("rules", check=True)
    call_command("rules", write=True)
    call_command("rules", check=True)
    (tmp_path / "docs" / "rules.md").write_text("old")
    with pytest.raises(CommandError):
        call_command("rules", check=True)
