"""Every kind of message has somebody at its sender who decides what becomes of the record when it is rejected (decision 9)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from beian.exchange import registry
from beian.exchange.parking import REJECTED

ROOT = Path(settings.BASE_DIR)
DECLARED = {"handles", "on_rejected", "answers"}
# Where a kind is looked for in the log of messages, nothing is sent.
LOOKED_FOR = {"filter", "exclude"}
# What comes up and ends at the ministry, though another tier takes it on the way.
ENDING = {("ministry", "backdrop.held")}
# Kinds that tests bring along.
STORIES = ("test.", "bench.")


def kinds() -> set[str]:
    """Every kind that some tier takes, but the rejection itself, which nobody answers with another."""
    return {kind for _tier, kind, _version in registry._handlers if not kind.startswith(STORIES)} - {REJECTED}


def sent(source: str) -> Iterator[str]:
    """Texts of a module that stand in no registration: where one is a kind, the module sends it."""
    tree = ast.parse(source)
    declared = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARED
        for argument in node.args
    } | {
        id(keyword.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKED_FOR
        for keyword in node.keywords
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in declared:
            yield node.value


def senders(kind: str, sources: dict[str, set[str]]) -> set[str]:
    """The packages that send the kind: they name it, or take it and may pass it on because another tier takes it too.

    A provider stands at the end of every route: nothing is passed on by it.
    """
    takers = {tier for tier, taken, _version in registry._handlers if taken == kind}
    passing = takers - {"provider", registry.ANY} if len(takers) > 1 else set()
    return {package for package, texts in sources.items() if kind in texts} | passing


def undecided(sources: dict[str, set[str]]) -> list[str]:
    return [
        f"{package} sends {kind} and nothing says what becomes of the record when it is rejected"
        for kind in sorted(kinds())
        for package in sorted(senders(kind, sources))
        if (package, kind) not in ENDING
        and (package, kind) not in registry._rejections
        and (registry.ANY, kind) not in registry._rejections
    ]


@pytest.fixture(scope="module")
def sources() -> dict[str, set[str]]:
    """Package → every text that its modules may send as a kind."""
    return {
        name: {text for path in (ROOT / name).rglob("*.py") for text in sent(path.read_text())}
        for name in ("beian", *registry.TIERS)
    }


def test_every_sender_of_every_kind_decides_about_its_rejection(sources):
    assert undecided(sources) == []


def test_every_kind_has_a_sender(sources):
    """Else the walk above would be looking past it."""
    assert {kind for kind in kinds() if not senders(kind, sources)} == set()


@pytest.mark.parametrize("kind", ["filing.routed", "filing.due", "edition.published"])
def test_a_decision_that_is_missing_is_named(sources, monkeypatch, kind):
    for name in [name for name in registry._rejections if name[1] == kind]:
        monkeypatch.delitem(registry._rejections, name)
    assert any(f" sends {kind} " in line for line in undecided(sources))


def test_a_new_kind_without_one_is_named(sources, monkeypatch):
    taken = registry._handlers["ministry", "filing.approved", 1]
    monkeypatch.setitem(registry._handlers, ("ministry", "filing.praised", 1), taken)
    planted = sources | {"province": sources["province"] | set(sent('exchange.send(kind="filing.praised")'))}
    (line,) = undecided(planted)
    assert line.startswith("province sends filing.praised ")


def test_the_table_of_messages_names_every_kind():
    told = (ROOT / "docs/flows.md").read_text()
    assert {kind for kind in kinds() if f"`{kind}`" not in told} == set()
