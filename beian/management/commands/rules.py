"""manage.py rules: prints the list of rules as docs/rules.md holds it; --write puts it there."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from beian.filing import articles
from beian.filing.identifiers.reasons import REASONS
from beian.filing.rules import access, across, addresses, certificates, contacts, names, packs, site_names, sites
from beian.filing.rules.findings import Rule, Words

GROUPS = (names, certificates, addresses, contacts, site_names, sites, access, across)
HEAD = """\
# Rules

Printed from `beian/filing/rules/` by `python3 manage.py rules --write`; a test compares. One rule is one function in a file of its name. *reject*: the filing cannot
go on; *warn*: shown, does not block; *person*: does not block either, a human decides. Some rules name another severity where the case is doubtful, as their
explanation says. Before any rule a value must have the shape of its item: type, length, characters, a code that exists. The rules of an item are asked in this
order, and the first rejection ends its list.
"""
IDENTIFIERS = """\
## Identifiers

Where a rule reads an identifier, the finding carries the identifier's own reason under the article of the rule.
"""
PACKS = """\
## What a province may ask for on top

The templates of the provinces' rule packs; a bureau fills in their parameters, and its pack can only add findings. `{…}` is a parameter. The article is that of the
bureau's notice, which each row names.
"""
BOTH = ("zh-hans", "en")


def place() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "rules.md"


def page() -> str:
    """The whole of docs/rules.md."""
    return "\n".join([HEAD, *map(_group, GROUPS), _identifiers(), _templates()])


def _group(group: object) -> str:
    title = (group.__doc__ or "").partition("\n")[0].removesuffix(".")
    rows = [
        (f"`{rule.code}`", _items(rule.items), rule.severity, rule.explanation, _said(rule), _cited(rule))
        for rule in group.RULES
    ]
    return f"## {title}\n\n" + _grid(("code", "item", "severity", "what it says", "sentence", "article"), rows)


def _identifiers() -> str:
    rows = [(f"`{code}`", _said(reason)) for code, reason in REASONS.items()]
    return f"{IDENTIFIERS}\n" + _grid(("code", "sentence"), rows)


def _templates() -> str:
    rows = [
        (
            f"`{template.code}`",
            _items(template.items),
            template.severity,
            _words(template.label),
            _said(template),
        )
        for template in packs.TEMPLATES
    ]
    return f"{PACKS}\n" + _grid(("template", "item", "severity", "name", "sentence"), rows)


def _items(items: Iterable[str]) -> str:
    return "<br>".join(f"`{item}`" for item in items) or "whole filing"


def _said(rule: object) -> str:
    """Sentence and remedy."""
    return _words(rule.text, rule.suggestion)


def _cited(rule: Rule) -> str:
    with translation.override("zh-hans"):
        return articles.cited(str(rule.article))


def _words(*said: Words) -> str:
    """The words in Chinese, then in English."""
    both = []
    for language in BOTH:
        with translation.override(language):
            both.append(" ".join(str(words) for words in said).strip())
    return "<br>".join(dict.fromkeys(both))


def _grid(head: tuple, rows: list[tuple]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell or "–").replace("|", "\\|") for cell in line) + " |\n" for line in lines)


class Command(BaseCommand):
    help = "Prints every rule with its item, severity, sentence, remedy and article (docs/rules.md)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/rules.md")
        parser.add_argument("--check", action="store_true", help="fail when docs/rules.md differs")

    def handle(self, *args, write: bool = False, check: bool = False, **options) -> None:
        if write:
            place().parent.mkdir(exist_ok=True)
            place().write_text(page(), encoding="utf-8")
        elif not check:
            self.stdout.write(page(), ending="")
        elif not place().exists() or place().read_text(encoding="utf-8") != page():
            raise CommandError("docs/rules.md is out of date: run python3 manage.py rules --write")
