"""The rules: what is right in a filing, said once, used by the owner's form, the provider, the province's check, interfaces and commands.

One rule is one pure function beside its sentence, remedy and article; check.RULES lists them all.
"""

from beian.filing.rules.check import (
    DOCUMENT_RULES,
    RULES,
    catalogue,
    check_document,
    check_field,
    check_whole,
    context_of,
    normal,
)
from beian.filing.rules.findings import PERSON, REJECT, SEVERITIES, WARN, Finding, Rule

__all__ = [
    "DOCUMENT_RULES",
    "PERSON",
    "REJECT",
    "RULES",
    "SEVERITIES",
    "WARN",
    "Finding",
    "Rule",
    "catalogue",
    "check_document",
    "check_field",
    "check_whole",
    "context_of",
    "normal",
]
