"""How the tests of single rules ask: a rule is asked alone what it lets pass, and through the engine what it refuses."""

from datetime import date
from typing import Any, NamedTuple

from django.utils import translation

from beian.filing import rules
from beian.filing.identifiers import Invalid
from beian.filing.rules import Finding, Rule

TODAY = date(2026, 11, 20)


class Case(NamedTuple):
    """A value that a rule refuses; the code is the rule's own unless an identifier gives its reason, the key its first item's."""

    value: Any
    context: dict[str, Any]
    severity: str = "reject"
    code: str = ""
    key: str = ""


def told(rule: Rule, case: Case) -> None:
    """The engine says so at the item, in words of both languages, with the article."""
    key = case.key or rule.items[0]
    assert key in rule.items
    found = rules.check_field(key, case.value, case.context, today=case.context.get("today", TODAY))
    mine = [finding for finding in found if finding.code == (case.code or rule.code)]
    assert [(finding.item, finding.severity) for finding in mine] == [(key, case.severity)], found
    said(mine[0])


def passes(rule: Rule, value: Any, context: dict[str, Any]) -> bool:
    """Whether the rule, asked alone, has nothing against the value."""
    try:
        return not rule.check(value, {"today": TODAY} | context)
    except Invalid:
        return False


def places(rule: Rule, document: dict) -> dict[str, str]:
    """Where a rule over documents is broken, and how gravely."""
    found = rules.check_document(document, today=TODAY)
    return {finding.item: finding.severity for finding in found if finding.code == rule.code}


def shown(rule: Rule, document: dict) -> None:
    """Its findings can be read in both languages."""
    for finding in rules.check_document(document, today=TODAY):
        if finding.code == rule.code:
            said(finding)


def said(finding: Finding) -> None:
    """A finding has its sentence, remedy and article, with every blank filled, in Chinese and in English."""
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for words in (finding.text, finding.suggestion, finding.article):
                assert str(words) and "{" not in str(words)
