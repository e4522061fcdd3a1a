"""What a rule says, from its code alone: for whoever kept a finding and shows it to somebody who reads another language."""

from __future__ import annotations

from functools import cache

from beian.filing.identifiers.reasons import REASONS
from beian.filing.rules.check import DOCUMENT_RULES, RULES
from beian.filing.rules.findings import Words


def sentence_of(code: str) -> str | None:
    """In the language of the moment; None for a code that no rule has, or whose sentence names what only its finder knew."""
    found = _sentences().get(code)
    return None if found is None or "{" in str(found) else str(found)


@cache
def _sentences() -> dict[str, Words]:
    said: dict[str, Words] = {rule.code: rule.text for rule in (*RULES, *DOCUMENT_RULES)}
    return said | {code: reason.text for code, reason in REASONS.items()}
