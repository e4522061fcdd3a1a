"""One rule, one file, one function, one test file; and no rule is forgotten in its group's list."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from beian.filing import rules
from beian.filing.rules import check

HOME, TESTS = Path(rules.__file__).parent, Path(__file__).parent
GROUPS = ("names", "certificates", "addresses", "contacts", "site_names", "sites", "access", "across")


def made_in(path: Path) -> list[str]:
    """The functions of a file that are decorated as rules."""
    functions = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    makers = {"rule", "document_rule"}
    return [
        f.name for f in functions if any(getattr(d, "func", None) and d.func.id in makers for d in f.decorator_list)
    ]


RULE_FILES = sorted(path for group in GROUPS for path in (HOME / group).glob("*.py") if made_in(path))


def test_rules_stand_nowhere_else():
    elsewhere = [p for p in HOME.rglob("*.py") if made_in(p) and p not in RULE_FILES and "packs" not in p.parts]
    assert elsewhere == [] and len(RULE_FILES) == len(rules.catalogue())


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_holds_one_rule_of_its_own_name_and_has_its_test(path):
    assert made_in(path) == [path.stem]
    assert (TESTS / path.parent.name / f"test_{path.stem}.py").exists()


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_lists_every_rule_of_its_files(group):
    listed = import_module(f"beian.filing.rules.{group}").RULES
    assert len(set(listed)) == len(listed)
    assert {rule.check.__name__ for rule in listed} == {path.stem for path in RULE_FILES if path.parent.name == group}
    assert all(rule in check.RULES + check.DOCUMENT_RULES for rule in listed)


@pytest.mark.parametrize("group", GROUPS)
def test_a_test_file_belongs_to_a_rule(group):
    tested = {path.stem.removeprefix("test_") for path in (TESTS / group).glob("test_*.py")}
    assert tested == {path.stem for path in RULE_FILES if path.parent.name == group}
